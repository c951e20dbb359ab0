using System.Text.RegularExpressions;
using GridWorkflow.Runtime.Access;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GridWorkflow.Runtime.Store;

/// <summary>
/// The schema and ordinary queries; each database has a context of its own with its types and migrations. Transitions do not pass through here: the store writes them by hand, in one
/// transaction per group.
/// </summary>
public abstract partial class GridDbContext(DbContextOptions options) : IdentityDbContext<GridUser>(options)
{
    public DbSet<InstanceRow> Instances => Set<InstanceRow>();

    public DbSet<DefinitionRow> Definitions => Set<DefinitionRow>();

    public DbSet<DefinitionVersionRow> DefinitionVersions => Set<DefinitionVersionRow>();

    public DbSet<DefinitionActRow> DefinitionActs => Set<DefinitionActRow>();

    public DbSet<FileVersionRow> FileVersions => Set<FileVersionRow>();

    public DbSet<FileActRow> FileActs => Set<FileActRow>();

    public DbSet<ChangeOrderRow> ChangeOrders => Set<ChangeOrderRow>();

    public DbSet<BookmarkRow> Bookmarks => Set<BookmarkRow>();

    public DbSet<TimerRow> Timers => Set<TimerRow>();

    public DbSet<JournalRow> Journal => Set<JournalRow>();

    public DbSet<CaseRow> Cases => Set<CaseRow>();

    public DbSet<TaskRow> Tasks => Set<TaskRow>();

    public DbSet<ClockRow> Clocks => Set<ClockRow>();

    public DbSet<NoticeRow> Notices => Set<NoticeRow>();

    public DbSet<RungFireRow> RungFires => Set<RungFireRow>();

    public DbSet<StayRow> Stays => Set<StayRow>();

    public DbSet<InboxRow> Inbox => Set<InboxRow>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<KeptEventRow> KeptEvents => Set<KeptEventRow>();

    public DbSet<TriggerStartRow> TriggerStarts => Set<TriggerStartRow>();

    public DbSet<SequenceRow> Sequences => Set<SequenceRow>();

    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    public DbSet<WebhookSourceRow> WebhookSources => Set<WebhookSourceRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<ReviewRow> Reviews => Set<ReviewRow>();

    public DbSet<SettingRow> Settings => Set<SettingRow>();

    public DbSet<BulletinRow> Bulletins => Set<BulletinRow>();

    public DbSet<BulletinReaderRow> BulletinReaders => Set<BulletinReaderRow>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        base.OnModelCreating(builder);
        // Filters of indexes are SQL: only the word for "is no case" differs.
        var isNoCase = Database.IsNpgsql() ? "not is_case" : "is_case = 0";

        builder.Entity<InstanceRow>(table =>
        {
            table.ToTable("instances").HasKey(row => row.Id);
            table.HasIndex(row => row.CorrelationId).HasFilter("correlation_id is not null");
            table.HasIndex(row => row.Incidents).HasFilter("incidents > 0");
            table.Property(row => row.IsCase).HasDefaultValue(true);
            // Few rows beside those of cases; a start of a singleton asks for them.
            table.HasIndex(row => row.DefinitionId).HasFilter($"{isNoCase} and status = 'Running'");
        });
        builder.Entity<DefinitionRow>(table => table.ToTable("definitions").HasKey(row => row.ContentHash));
        builder.Entity<BookmarkRow>(table =>
        {
            table.ToTable("bookmarks").HasKey(row => row.Id);
            table.HasIndex(row => row.InstanceId);
            table.HasIndex(row => new { row.Kind, row.Key }).HasFilter("key is not null");
        });
        builder.Entity<TimerRow>(table =>
        {
            table.ToTable("timers").HasKey(row => new { row.InstanceId, row.Key });
            table.HasIndex(row => row.NextAt).HasFilter("parked_at is null");
        });
        builder.Entity<JournalRow>(table => table.ToTable("journal").HasKey(row => new { row.CaseId, row.Seq }));

        builder.Entity<CaseRow>(table =>
        {
            table.ToTable("cases").HasKey(row => row.Id);
            table.HasIndex(row => row.Number).IsUnique();
            table.HasIndex(row => row.TrackingToken).IsUnique();
            table.HasIndex(row => new { row.Status, row.ReportedAt });
            table.HasIndex(row => new { row.UnitId, row.Status });
            table.HasIndex(row => new { row.GridCode, row.Status });
            table.HasIndex(row => row.RegisteredAt);
            table.HasIndex(row => row.ParentId).HasFilter("parent_id is not null");
            table.HasIndex(row => new { row.CategoryCode, row.ReportedAt });
            table.HasIndex(row => new { row.Subject, row.ReportedAt }).HasFilter("subject is not null");
            table.HasIndex(row => row.OrphanedAt).HasFilter("orphaned_at is not null");
        });
        builder.Entity<TaskRow>(table =>
        {
            table.ToTable("tasks").HasKey(row => row.Id);
            table.HasIndex(row => row.CaseId);
            table.HasIndex(row => new { row.Role, row.UnitId }).HasFilter("status = 'Open'");
            table.HasIndex(row => row.Assignee).HasFilter("status = 'Open' and assignee is not null");
        });
        builder.Entity<ClockRow>(table =>
        {
            table.ToTable("clocks").HasKey(row => row.Id);
            table.HasIndex(row => row.CaseId);
        });
        builder.Entity<NoticeRow>(table =>
        {
            table.ToTable("notices").HasKey(row => row.Id);
            table.HasIndex(row => row.Number).IsUnique();
            table.HasIndex(row => row.CaseId);
            table.HasIndex(row => new { row.Recipient, row.IssuedAt });
        });
        builder.Entity<RungFireRow>(table =>
        {
            table.ToTable("rung_fires").HasKey(row => new { row.ClockId, row.Cycle, row.RungKey, row.Epoch });
            table.HasIndex(row => row.CaseId);
        });

        builder.Entity<StayRow>(table =>
        {
            table.ToTable("stays").HasKey(row => new { row.InstanceId, row.Execution });
            // Those that still stand have no end: they lie beside each other.
            table.HasIndex(row => new { row.DefinitionId, row.LeftAt });
            table.HasIndex(row => row.FaultedAt).HasFilter("faulted_at is not null");
        });

        builder.Entity<InboxRow>(table => table.ToTable("inbox").HasKey(row => new { row.Source, row.MessageId }));
        builder.Entity<OutboxRow>(table =>
        {
            table.ToTable("outbox").HasKey(row => row.Seq);
            table.HasIndex(row => row.Id).IsUnique();
            table.HasIndex(row => row.NextAt).HasFilter("status = 'Pending'");
        });
        builder.Entity<KeptEventRow>(table =>
        {
            table.ToTable("kept_events").HasKey(row => row.MessageId);
            table.HasIndex(row => new { row.Name, row.CorrelationId });
        });
        builder.Entity<TriggerStartRow>(table => table.ToTable("trigger_starts").HasKey(row => new { row.DefinitionId, row.ActivityId }));
        builder.Entity<SequenceRow>(table => table.ToTable("sequences").HasKey(row => row.Name));
        builder.Entity<ApiKeyRow>(table =>
        {
            table.ToTable("api_keys").HasKey(row => row.Id);
            table.HasIndex(row => row.KeyHash).IsUnique();
        });
        builder.Entity<WebhookSourceRow>(table => table.ToTable("webhook_sources").HasKey(row => row.Name));
        builder.Entity<AuditRow>(table =>
        {
            table.ToTable("audit").HasKey(row => row.Id);
            table.Property(row => row.Id).ValueGeneratedOnAdd();
            table.HasIndex(row => row.At);
        });

        DefinitionModel.Configure(builder);
        ReviewModel.Configure(builder);
        FileModel.Configure(builder);
        BulletinModel.Configure(builder);

        foreach (var entity in builder.Model.GetEntityTypes())
            NameInSnakeCase(entity);
    }

    private static void NameInSnakeCase(IMutableEntityType entity)
    {
        var table = SnakeCase(entity.GetTableName()!);
        if (table.StartsWith("asp_net_", StringComparison.Ordinal))
            table = table["asp_net_".Length..];
        entity.SetTableName(table);
        foreach (var property in entity.GetProperties())
            property.SetColumnName(SnakeCase(property.Name));
        foreach (var key in entity.GetKeys())
            key.SetName($"pk_{table}");
        foreach (var foreignKey in entity.GetForeignKeys())
            foreignKey.SetConstraintName($"fk_{table}_{string.Join('_', foreignKey.Properties.Select(property => SnakeCase(property.Name)))}");
        foreach (var index in entity.GetIndexes())
            index.SetDatabaseName($"ix_{table}_{string.Join('_', index.Properties.Select(property => SnakeCase(property.Name)))}");
    }

    private static string SnakeCase(string name) => WordStart().Replace(name, "_").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStart();
}
