using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store;

/// <summary>Tables of the two-person rule.</summary>
internal static class ReviewModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<ReviewRow>(table =>
        {
            table.ToTable("reviews").HasKey(row => row.Id);
            // At most one open review of a subject, however often and on however many nodes it is asked for.
            table.HasIndex(row => new { row.Kind, row.SubjectId }).IsUnique().HasFilter("state = 'Asked'");
            table.HasIndex(row => new { row.State, row.AskedAt });
        });
        builder.Entity<SettingRow>(table => table.ToTable("settings").HasKey(row => new { row.Name, row.Revision }));
    }
}
