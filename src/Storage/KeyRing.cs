using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Yrkesresan.Storage;

/// <summary>
/// The ring of ASP.NET Core Data Protection keys, kept in the database and encrypted under the key file, so that every instance
/// opens what another sealed.
/// </summary>
public static class KeyRing
{
    private const string Purpose = "key-ring";
    private const string CheckName = "check";

    /// <summary>The table.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } =
    [
        new("storage", 1, "key ring", t => $"""
            create table key_ring (name text primary key, sealed {t.Bytes} not null, made {t.Instant} not null);
            """),
    ];

    /// <summary>Lets Data Protection keep its keys here.</summary>
    public static IServiceCollection AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("yrkesresan");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new Repository(
                provider.GetRequiredService<Database>(), provider.GetRequiredService<WriteQueue>(),
                provider.GetRequiredService<MasterKey>(), provider.GetRequiredService<TimeProvider>());
            // The repository seals each element whole; a second encryption inside would protect nothing more.
            options.XmlEncryptor = new NullXmlEncryptor();
        }));
        return services;
    }

    /// <summary>
    /// Proves that this instance's key file is the one the database was made with (and, the first time, notes it).
    /// </summary>
    /// <exception cref="InvalidOperationException">Another key file: the instance must not start.</exception>
    public static async Task CheckAsync(WriteQueue writes, MasterKey key, TimeProvider clock)
    {
        var sealedCheck = await writes.RunAsync(async unit =>
        {
            var mine = key.Seal(Purpose, "yrkesresan"u8);
            await unit.ExecuteAsync($"insert into key_ring values ({CheckName}, {mine}, {clock.GetUtcNow()}) on conflict (name) do nothing");
            return (await unit.FirstOrDefaultAsync($"select sealed from key_ring where name = {CheckName}", r => (byte[])r[0]))!;
        }, DbValue.LockKey("key_ring"));
        try
        {
            key.Open(Purpose, sealedCheck);
        }
        catch (CryptographicException)
        {
            throw new InvalidOperationException("The key file does not open this database's key ring. Point Yrkesresan:KeyFile at the key file that the other instances use.");
        }
    }

    private sealed class Repository(Database database, WriteQueue writes, MasterKey key, TimeProvider clock) : IXmlRepository
    {
        // Data Protection asks synchronously, a few times a day.
        public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(async () =>
        {
            await using var session = await database.ReadAsync();
            var rows = await session.QueryAsync($"select sealed from key_ring where name <> {CheckName} order by name", r => (byte[])r[0]);
            return rows.ConvertAll(row => XElement.Parse(System.Text.Encoding.UTF8.GetString(key.Open(Purpose, row))));
        }).GetAwaiter().GetResult();

        public void StoreElement(XElement element, string friendlyName) => Task.Run(() =>
        {
            var sealedBytes = key.Seal(Purpose, System.Text.Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)));
            return writes.RunAsync(unit => unit.ExecuteAsync($"insert into key_ring values ({friendlyName}, {sealedBytes}, {clock.GetUtcNow()})"));
        }).GetAwaiter().GetResult();
    }
}
