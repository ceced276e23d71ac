using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.People;
using Yrkesresan.LtiTool.People.Joining;
using Yrkesresan.LtiTool.Tests.People.Joining;
using Yrkesresan.Storage;
using Yrkesresan.Testing;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.People;

namespace Yrkesresan.LtiTool.Tests.People;

/// <summary>domain.md §9: records carry pseudonyms. Whom the record store's senders may mean, and that what they send is kept under the pseudonym.</summary>
public sealed class KnownPeopleTests(JoinHouse house) : IClassFixture<JoinHouse>
{
    // printf mailto:kand.person@example.org | sha1sum
    private const string Hash = "ffedaee7d810e5bc1ccd6b3bcb6bfface7fbfd0d";

    [Theory, BothDatabases]
    public async Task Somebody_is_known_by_the_LMSs_account_the_address_and_its_hash(Dialect dialect)
    {
        var (world, people) = await WorldAsync(dialect);
        var person = await SignInAsync(world, 1, "konto-1", "Kand.Person@Example.org");
        var issuer = await IssuerAsync(world, 1);
        Assert.Equal(person, await people.OfAccountAsync(issuer, "konto-1", default));
        Assert.Equal(person, await people.OfMailAsync("kand.person@EXAMPLE.ORG", default));
        Assert.Equal(person, await people.OfMailHashAsync(Hash, default));
        Assert.Null(await people.OfAccountAsync(issuer, "konto-2", default));
        Assert.Null(await people.OfAccountAsync("https://annan.example.org", "konto-1", default));
        Assert.Null(await people.OfMailAsync("annan.person@example.org", default));
        Assert.Null(await people.OfMailHashAsync(new string('0', 40), default));
    }

    [Theory, BothDatabases]
    public async Task An_address_that_several_have_tells_of_none_of_them(Dialect dialect)
    {
        var (world, people) = await WorldAsync(dialect);
        await SignInAsync(world, 1, "delad-1", "delad@example.org");
        await SignInAsync(world, 1, "delad-2", "delad@example.org");
        Assert.Equal("", await people.OfMailAsync("delad@example.org", default));
    }

    [Theory, BothDatabases]
    public async Task Who_has_been_joined_to_another_is_that_other_until_they_are_parted(Dialect dialect)
    {
        var (world, people) = await WorldAsync(dialect);
        var (kept, joined) = (await SignInAsync(world, 1, "hel-1", "arbete@example.org"), await SignInAsync(world, 2, "hel-2", "hemma@example.org"));
        var join = await world.Joining.JoinAsync(await IdAsync(world, kept), await IdAsync(world, joined), new Dictionary<string, Guid>(), new JoinNote("test", "samma person"));
        Assert.Equal(kept, await people.OfMailAsync("hemma@example.org", default));
        Assert.Equal(kept, await people.OfAccountAsync(await IssuerAsync(world, 2), "hel-2", default));
        await world.Joining.PartAsync(join, new JoinNote("test", "inte samma"));
        Assert.Equal(joined, await people.OfMailAsync("hemma@example.org", default));
    }

    [Fact]
    public async Task A_statement_that_comes_with_an_address_of_ours_is_kept_under_the_pseudonym()
    {
        var (world, _) = await WorldAsync(Dialect.Sqlite);
        var person = await SignInAsync(world, 1, "post-1", "post@example.org");
        var made = await world.Tool.Services.GetRequiredService<CredentialStore>().AddAsync("Exempel", ["all"]);
        using var client = new HttpClient { BaseAddress = world.Tool.PublicUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{made.Credential.Key}:{made.Secret}")));
        client.DefaultRequestHeaders.Add("X-Experience-API-Version", "1.0.3");
        using var content = new StringContent("""{"actor":{"name":"Post Postsson","mbox":"mailto:post@example.org"},"verb":{"id":"https://example.org/v"},"object":{"id":"https://example.org/a"}}""", Encoding.UTF8, "application/json");
        using var posted = await client.PostAsync("/xapi/statements", content);
        var id = (string)JsonNode.Parse(await posted.Content.ReadAsStringAsync())![0]!;
        var actor = JsonNode.Parse(await client.GetStringAsync($"/xapi/statements?statementId={id}"))!["actor"]!.AsObject();
        Assert.Equal(["account"], actor.Select(p => p.Key));
        Assert.Equal(person, (string?)actor["account"]!["name"]);
    }

    private async Task<(JoinWorld World, IKnownPeople People)> WorldAsync(Dialect dialect)
    {
        var world = await house.WorldAsync(dialect);
        return (world, world.Tool.Services.GetRequiredService<IKnownPeople>());
    }

    private static async Task<string> SignInAsync(JoinWorld world, long platform, string subject, string mail) =>
        (await world.Tool.Writes.RunAsync(unit => PersonRegister.SignInAsync(unit, platform, subject, new Identity("Exempel", null, null, mail, null), world.Tool.Clock.Now))).Pseudonym.ToString();

    private static Task<Guid> IdAsync(JoinWorld world, string pseudonym) => OneAsync(world, $"select id from person where pseudonym = {Guid.Parse(pseudonym)}", r => r.GetUuid(0));

    private static Task<string> IssuerAsync(JoinWorld world, long platform) => OneAsync(world, $"select issuer from platform where id = {platform}", r => r.GetString(0));

    private static async Task<T> OneAsync<T>(JoinWorld world, FormattableString sql, Func<System.Data.Common.DbDataReader, T> read)
    {
        await using var session = await world.Tool.Database.ReadAsync();
        return (await session.FirstOrDefaultAsync(sql, read))!;
    }
}
