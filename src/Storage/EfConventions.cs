using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Yrkesresan.Storage;

/// <summary>Makes an EF Core model keep values as <see cref="DbValue"/> does.</summary>
public static class EfConventions
{
    /// <summary>To be called from <c>ConfigureConventions</c>.</summary>
    public static void UseStorageTypes(this ModelConfigurationBuilder builder, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        builder.Properties<DateOnly>().HaveConversion<DateConverter>().HaveColumnType("text");
        if (dialect == Dialect.Sqlite)
            builder.Properties<Guid>().HaveConversion<UuidConverter>();
    }

    /// <summary>Options for a context on this database, outside a write unit.</summary>
    public static DbContextOptionsBuilder UseDatabase(this DbContextOptionsBuilder builder, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return dialect == Dialect.Sqlite ? builder.UseSqlite() : builder.UseNpgsql();
    }

    private sealed class InstantConverter() : ValueConverter<DateTimeOffset, long>(
        v => DbValue.ToMicroseconds(v), v => DbValue.FromMicroseconds(v));

    private sealed class DateConverter() : ValueConverter<DateOnly, string>(
        v => v.ToString("O", CultureInfo.InvariantCulture), v => DateOnly.ParseExact(v, "O", CultureInfo.InvariantCulture));

    private sealed class UuidConverter() : ValueConverter<Guid, byte[]>(
        v => v.ToByteArray(true), v => new Guid(v, true));
}
