using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Yrkesresan.LtiTool.Lti.Keys;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Lti.Keys;

/// <summary>The tool's key pairs in the database and at /lti/jwks, through rotation and withdrawal.</summary>
public sealed class ToolKeysTests
{
    [Theory, BothDatabases]
    public async Task The_job_makes_one_new_key_however_many_instances_ask_and_deletes_the_old_when_it_is_spent(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        var first = Assert.Single(await PublishedAsync(tool));
        await KeepAsync(tool);
        Assert.Single(await PublishedAsync(tool));

        tool.Clock.Advance(TimeSpan.FromDays(90));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => KeepAsync(tool)));
        var both = await PublishedAsync(tool);
        Assert.Equal(2, both.Count);
        Assert.Equal(first, await SigningAsync(tool));

        tool.Clock.Advance(TimeSpan.FromHours(24));
        var second = Assert.Single(both, kid => kid != first);
        Assert.Equal(second, await SigningAsync(tool));
        Assert.Equal(2, (await PublishedAsync(tool)).Count);

        tool.Clock.Advance(TimeSpan.FromHours(24));
        await KeepAsync(tool);
        Assert.Equal([second], await PublishedAsync(tool));
        await using var session = await tool.Database.ReadAsync();
        Assert.Equal(1, await session.ScalarAsync<long>($"select count(*) from tool_key"));
    }

    [Theory, BothDatabases]
    public async Task A_withdrawn_key_is_gone_at_once_and_another_takes_its_place(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        var leaked = await SigningAsync(tool);
        Assert.True(await WithdrawAsync(tool, leaked));
        var next = Assert.Single(await PublishedAsync(tool));
        Assert.NotEqual(leaked, next);
        Assert.Equal(next, await SigningAsync(tool));
        Assert.False(await WithdrawAsync(tool, leaked));
        Assert.False(await WithdrawAsync(tool, "finns-inte"));
        Assert.Single(await PublishedAsync(tool));
    }

    [Theory, BothDatabases]
    public async Task What_the_private_half_signs_the_published_half_verifies(Dialect dialect)
    {
        await using var tool = await ToolHost.StartAsync(dialect);
        await using var session = await tool.Database.ReadAsync();
        var (kid, key) = await ToolKeys.SigningAsync(session, Service<MasterKey>(tool), tool.Clock.Now);
        var signature = key.SignData("exempel"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        key.Dispose();
        var jwk = (await KeySetAsync(tool)).Single(k => k.GetProperty("kid").GetString() == kid);
        using var published = RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") });
        Assert.True(published.VerifyData("exempel"u8, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static byte[] Bytes(JsonElement jwk, string name) => System.Buffers.Text.Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());

    private static async Task<List<string>> PublishedAsync(ToolHost tool) =>
        [.. (await KeySetAsync(tool)).Select(k => k.GetProperty("kid").GetString()!)];

    private static async Task<IEnumerable<JsonElement>> KeySetAsync(ToolHost tool)
    {
        using var client = tool.CreateClient();
        return (await client.GetFromJsonAsync<JsonElement>("/lti/jwks")).GetProperty("keys").EnumerateArray();
    }

    private static async Task<string> SigningAsync(ToolHost tool)
    {
        await using var session = await tool.Database.ReadAsync();
        var (kid, key) = await ToolKeys.SigningAsync(session, Service<MasterKey>(tool), tool.Clock.Now);
        key.Dispose();
        return kid;
    }

    private static Task KeepAsync(ToolHost tool) => ToolKeys.KeepAsync(tool.Database, Service<WriteQueue>(tool), Service<MasterKey>(tool), tool.Clock.Now);

    private static Task<bool> WithdrawAsync(ToolHost tool, string kid) => ToolKeys.WithdrawAsync(Service<WriteQueue>(tool), Service<MasterKey>(tool), kid, tool.Clock.Now);

    private static T Service<T>(ToolHost tool) where T : notnull => tool.Services.GetRequiredService<T>();
}
