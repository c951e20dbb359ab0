using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store;

/// <summary>Tables of the reference files.</summary>
internal static class FileModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<FileVersionRow>(table =>
        {
            table.ToTable("file_versions").HasKey(row => new { row.Path, row.Version });
            // At most one draft and one published version of a file, whatever the code above it believes.
            table.HasIndex(row => new { row.Path, row.State }).IsUnique().HasFilter("state in ('Draft', 'Published')");
            table.HasIndex(row => row.ChangeOrder).HasFilter("change_order is not null");
        });
        builder.Entity<FileActRow>(table => table.ToTable("file_acts").HasKey(row => new { row.Path, row.Revision }));
        builder.Entity<ChangeOrderRow>(table =>
        {
            table.ToTable("change_orders").HasKey(row => row.Number);
            table.Property(row => row.Number).ValueGeneratedNever();
        });
    }
}
