using Microsoft.EntityFrameworkCore;
using Yrkesresan.LtiTool.Organisation;
using Yrkesresan.Storage;
using Yrkesresan.Testing;

namespace Yrkesresan.LtiTool.Tests.Organisation;

/// <summary>The tables are made by migrations written by hand; the EF model must say the same of them.</summary>
public sealed class OrganisationDbTests
{
    [Theory, BothDatabases]
    public async Task The_model_and_the_migrated_tables_are_alike(Dialect dialect)
    {
        await using var migrated = await TestDatabase.CreateAsync(dialect, OrganisationTables.Migrations);
        await using var modelled = await TestDatabase.CreateAsync(dialect);
        await using (var session = await modelled.Database.ReadAsync())
        await using (var db = new OrganisationDb(dialect))
            await modelled.Writes.RunAsync(unit => unit.ExecuteScriptAsync(OnConnection(db, unit).Database.GenerateCreateScript()));
        var model = await DescribeAsync(modelled);
        Assert.Contains("county", model.Select(line => line.Split(' ')[0]));
        Assert.Equal(model, (await DescribeAsync(migrated)).Where(line => line.Split(' ')[0] != "organisation_log"));
    }

    private static OrganisationDb OnConnection(OrganisationDb db, WriteUnit unit)
    {
        db.Database.SetDbConnection(unit.Connection);
        return db;
    }

    /// <summary>One line per column (type, null or not, place in the key), foreign key and unique index.</summary>
    private static async Task<List<string>> DescribeAsync(TestDatabase db)
    {
        await using var session = await db.Database.ReadAsync();
        var lines = session.Dialect == Dialect.Sqlite
            ? await session.QueryAsync($"""
                select m.name || ' ' || c.name || ' ' || lower(c.type) || ' ' || (c."notnull" or c.pk > 0) || ' ' || c.pk
                from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%' and m.name <> 'schema_migration'
                union all
                select m.name || ' -> ' || f."table" || ' (' || f."from" || ')'
                from sqlite_schema m, pragma_foreign_key_list(m.name) f where m.type = 'table'
                union all
                select m.name || ' unique ' || (select group_concat(name, ',') from (select name from pragma_index_info(i.name) order by seqno))
                from sqlite_schema m, pragma_index_list(m.name) i where m.type = 'table' and i."unique" = 1 and i.origin = 'c'
                """, r => r.GetString(0))
            : await session.QueryAsync($"""
                select table_name || ' ' || column_name || ' ' || data_type || ' ' || (is_nullable = 'NO')
                from information_schema.columns where table_schema = 'public' and table_name <> 'schema_migration'
                union all
                select conrelid::regclass || ' -> ' || confrelid::regclass || ' (' || (select string_agg(attname, ',') from pg_attribute where attrelid = conrelid and attnum = any (conkey)) || ')'
                from pg_constraint where contype = 'f'
                union all
                select i.indrelid::regclass || case when i.indisprimary then ' key ' else ' unique ' end
                  || (select string_agg(a.attname, ',' order by k.n) from unnest(i.indkey::int2[]) with ordinality k(num, n) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num)
                from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace s on s.oid = c.relnamespace
                where i.indisunique and s.nspname = 'public' and c.relname <> 'schema_migration'
                """, r => r.GetString(0));
        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
