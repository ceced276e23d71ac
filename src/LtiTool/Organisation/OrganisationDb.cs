using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Organisation;

/// <summary>
/// The organisation as objects. The tables are made by <see cref="OrganisationTables"/>; a test keeps the two alike. Lives on a
/// session of the caller's: <see cref="WriteUnit.JoinAsync"/> to write, <see cref="On"/> to read.
/// </summary>
internal sealed class OrganisationDb(Dialect dialect) : DbContext
{
    public DbSet<County> Counties => Set<County>();

    public DbSet<Municipality> Municipalities => Set<Municipality>();

    public DbSet<Rss> Rss => Set<Rss>();

    public DbSet<NationalAssignment> NationalAssignments => Set<NationalAssignment>();

    public DbSet<RegionalAssignment> RegionalAssignments => Set<RegionalAssignment>();

    public DbSet<JoinedMunicipality> JoinedMunicipalities => Set<JoinedMunicipality>();

    public DbSet<ProcessorAgreement> ProcessorAgreements => Set<ProcessorAgreement>();

    public DbSet<Department> Departments => Set<Department>();

    public DbSet<OrganisationUnit> Units => Set<OrganisationUnit>();

    /// <summary>For reading on a session.</summary>
    public static OrganisationDb On(SqlSession session)
    {
        var db = new OrganisationDb(session.Dialect);
        db.Database.SetDbConnection(session.Connection);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return db;
    }

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseDatabase(dialect);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseStorageTypes(dialect);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<County>(e =>
        {
            e.ToTable("county").HasKey(c => c.Code);
            e.Property(c => c.Code).HasColumnName("code");
            e.Property(c => c.Letters).HasColumnName("letters");
            e.Property(c => c.Name).HasColumnName("name");
        });
        modelBuilder.Entity<Municipality>(e =>
        {
            e.ToTable("municipality").HasKey(m => m.Code);
            e.Property(m => m.Code).HasColumnName("code");
            e.Property(m => m.Name).HasColumnName("name");
            e.Property(m => m.CountyCode).HasColumnName("county_code");
            e.HasOne<County>().WithMany().HasForeignKey(m => m.CountyCode).OnDelete(DeleteBehavior.NoAction);
        });
        modelBuilder.Entity<Rss>(e =>
        {
            e.ToTable("rss").HasKey(r => r.Id);
            e.Property(r => r.Id).HasColumnName("id");
            e.Property(r => r.Name).HasColumnName("name");
        });
        modelBuilder.Entity<NationalAssignment>(e =>
        {
            Period(e, "national_assignment");
            e.Property(a => a.RssId).HasColumnName("rss_id");
            e.Property(a => a.JourneyId).HasColumnName("journey_id");
            e.HasOne<Rss>().WithMany().HasForeignKey(a => a.RssId).OnDelete(DeleteBehavior.NoAction);
            e.HasIndex(a => new { a.JourneyId, a.ValidFrom }).IsUnique();
        });
        modelBuilder.Entity<RegionalAssignment>(e =>
        {
            Period(e, "regional_assignment");
            e.Property(a => a.RssId).HasColumnName("rss_id");
            e.Property(a => a.MunicipalityCode).HasColumnName("municipality_code");
            e.Property(a => a.JourneyId).HasColumnName("journey_id");
            e.HasOne<Rss>().WithMany().HasForeignKey(a => a.RssId).OnDelete(DeleteBehavior.NoAction);
            e.HasOne<Municipality>().WithMany().HasForeignKey(a => a.MunicipalityCode).OnDelete(DeleteBehavior.NoAction);
            e.HasIndex(a => new { a.MunicipalityCode, a.JourneyId, a.ValidFrom }).IsUnique();
        });
        modelBuilder.Entity<JoinedMunicipality>(e =>
        {
            Period(e, "joined_municipality");
            e.Property(j => j.MunicipalityCode).HasColumnName("municipality_code");
            e.Property(j => j.JourneyId).HasColumnName("journey_id");
            e.HasOne<Municipality>().WithMany().HasForeignKey(j => j.MunicipalityCode).OnDelete(DeleteBehavior.NoAction);
            e.HasIndex(j => new { j.MunicipalityCode, j.JourneyId, j.ValidFrom }).IsUnique();
        });
        modelBuilder.Entity<ProcessorAgreement>(e =>
        {
            Period(e, "processor_agreement");
            e.Property(a => a.MunicipalityCode).HasColumnName("municipality_code");
            e.Property(a => a.SignedOn).HasColumnName("signed_on");
            e.HasOne<Municipality>().WithMany().HasForeignKey(a => a.MunicipalityCode).OnDelete(DeleteBehavior.NoAction);
            e.HasIndex(a => new { a.MunicipalityCode, a.ValidFrom }).IsUnique();
        });
        modelBuilder.Entity<Department>(e =>
        {
            e.ToTable("department").HasKey(d => d.Id);
            e.Property(d => d.Id).HasColumnName("id").ValueGeneratedNever();
            e.Property(d => d.MunicipalityCode).HasColumnName("municipality_code");
            e.Property(d => d.Name).HasColumnName("name");
            e.HasOne<Municipality>().WithMany().HasForeignKey(d => d.MunicipalityCode).OnDelete(DeleteBehavior.NoAction);
            e.HasIndex(d => new { d.MunicipalityCode, d.Name }).IsUnique();
        });
        modelBuilder.Entity<OrganisationUnit>(e =>
        {
            e.ToTable("unit").HasKey(u => u.Id);
            e.Property(u => u.Id).HasColumnName("id");
            e.Property(u => u.DepartmentId).HasColumnName("department_id");
            e.Property(u => u.Name).HasColumnName("name");
            e.HasOne<Department>().WithMany().HasForeignKey(u => u.DepartmentId).OnDelete(DeleteBehavior.NoAction);
        });
    }

    private static void Period<T>(EntityTypeBuilder<T> e, string table)
        where T : PeriodRow
    {
        e.ToTable(table).HasKey(r => r.Id);
        e.Property(r => r.Id).HasColumnName("id").ValueGeneratedNever();
        e.Property(r => r.ValidFrom).HasColumnName("valid_from");
        e.Property(r => r.ValidTo).HasColumnName("valid_to");
        e.Ignore(r => r.Period);
    }
}
