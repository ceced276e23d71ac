using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Organisation;

/// <summary>domain.md §10: 290 municipalities and 21 counties; codes are text.</summary>
public sealed class ReferenceDataTests
{
    // Statistics Sweden's number of municipalities per county.
    private const string MunicipalitiesByCounty = """
        01:26 03:8 04:9 05:13 06:13 07:8 08:12 09:1 10:5 12:33 13:6 14:49 17:16 18:12 19:10 20:15 21:10 22:7 23:8 24:15 25:14
        """;

    [Theory, BothDatabases]
    public async Task The_migrated_database_holds_every_county_and_municipality(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, OrganisationTables.Migrations);
        await using var session = await db.Database.ReadAsync();
        Assert.Equal(21, await session.ScalarAsync<long>($"select count(*) from county"));
        Assert.Equal(290, await session.ScalarAsync<long>($"select count(*) from municipality"));
        var counted = await session.QueryAsync($"select county_code, count(*) from municipality group by county_code", r => $"{r.GetString(0)}:{r.GetInt64(1)}");
        Assert.Equal(MunicipalitiesByCounty, string.Join(' ', counted.Order(StringComparer.Ordinal)));
    }

    [Theory, BothDatabases]
    public async Task Codes_keep_their_first_zero_and_names_their_letters(Dialect dialect)
    {
        await using var db = await TestDatabase.CreateAsync(dialect, OrganisationTables.Migrations);
        await using var session = await db.Database.ReadAsync();
        Assert.Equal("Upplands Väsby", await session.ScalarAsync<string>($"select name from municipality where code = {"0114"}"));
        Assert.Equal("Göteborg", await session.ScalarAsync<string>($"select name from municipality where code = {"1480"}"));
        Assert.Equal(0, await session.ScalarAsync<long>($"select count(*) from municipality where length(code) <> 4 or substr(code, 1, 2) <> county_code"));
    }
}
