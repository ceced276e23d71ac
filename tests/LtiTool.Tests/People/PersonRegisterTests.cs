using Yrkesresan.LtiTool.Hosting;
using Yrkesresan.LtiTool.People;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.People;

public sealed class PersonRegisterTests
{
    private static readonly Identity Sent = new("Exempel Exempelsson", "Exempel", "Exempelsson", "e@example.invalid", "sv");

    [Theory, BothDatabases]
    public async Task A_person_is_an_account_at_a_platform_and_keeps_id_and_pseudonym(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        var now = new TestClock().Now;
        var announced = await db.Writes.RunAsync(unit => PersonRegister.FindOrAddAsync(unit, 1, "u", now));
        var signedIn = await db.Writes.RunAsync(unit => PersonRegister.SignInAsync(unit, 1, "u", Sent, now));
        Assert.Equal((announced.Id, announced.Pseudonym), (signedIn.Id, signedIn.Pseudonym));
        Assert.NotEqual(announced.Id, announced.Pseudonym);
        await using var read = await db.Database.ReadAsync();
        Assert.Equal(Sent, (await PersonRegister.FindAsync(read, 1, "u"))!.Identity);
        // Subjects are case-sensitive, and another platform's same subject is somebody else.
        Assert.Null(await PersonRegister.FindAsync(read, 1, "U"));
        Assert.Null(await PersonRegister.FindAsync(read, 2, "u"));
        Assert.NotEqual(announced.Id, (await db.Writes.RunAsync(unit => PersonRegister.SignInAsync(unit, 2, "u", Sent, now))).Id);
    }

    [Theory, BothDatabases]
    public async Task Name_and_address_become_what_is_now_sent(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, ToolServices.Migrations);
        var now = new TestClock().Now;
        await db.Writes.RunAsync(unit => PersonRegister.SignInAsync(unit, 1, "u", Sent, now));
        await db.Writes.RunAsync(unit => PersonRegister.SignInAsync(unit, 1, "u", Identity.None, now.AddSeconds(1)));
        await using var read = await db.Database.ReadAsync();
        Assert.Equal(Identity.None, (await PersonRegister.FindAsync(read, 1, "u"))!.Identity);
    }
}
