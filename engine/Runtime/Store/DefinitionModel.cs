using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Store;

/// <summary>Tables of the definition catalogue.</summary>
internal static class DefinitionModel
{
    public static void Configure(ModelBuilder builder)
    {
        builder.Entity<DefinitionVersionRow>(table =>
        {
            table.ToTable("definition_versions").HasKey(row => new { row.DefinitionId, row.Version });
            table.Property(row => row.Id).IsRequired();
            table.HasIndex(row => row.Id).IsUnique();
            // At most one draft and one published version of a definition, whatever the code above it believes.
            table.HasIndex(row => new { row.DefinitionId, row.State }).IsUnique().HasFilter("state in ('Draft', 'Published')");
            table.HasIndex(row => row.ContentHash).HasFilter("content_hash is not null");
        });
        builder.Entity<DefinitionActRow>(table => table.ToTable("definition_acts").HasKey(row => new { row.DefinitionId, row.Revision }));
        // Who still runs a version: asked before it is deleted and when its cases are moved.
        builder.Entity<InstanceRow>(table => table.HasIndex(row => new { row.ProgramHash, row.Id }).HasFilter("status = 'Running'"));
    }
}
