using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store;

/// <summary>Tables of bulletins.</summary>
internal static class BulletinModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<BulletinRow>(table =>
        {
            table.ToTable("bulletins").HasKey(row => row.Id);
            table.HasIndex(row => new { row.ScheduleId, row.Period, row.Edition }).IsUnique();
            table.HasIndex(row => row.MadeAt);
        });
        builder.Entity<BulletinReaderRow>(table =>
        {
            table.ToTable("bulletin_readers").HasKey(row => new { row.BulletinId, row.PersonId });
            table.HasIndex(row => row.PersonId).HasFilter("signed_at is null");
        });
    }
}
