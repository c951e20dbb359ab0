using GridWorkflow.Runtime.Tests.Catalog;
using GridWorkflow.Runtime.Tests.Delivery;
using GridWorkflow.Runtime.Tests.DryRuns;
using GridWorkflow.Runtime.Tests.Journal;
using GridWorkflow.Runtime.Tests.Moving;
using GridWorkflow.Runtime.Tests.Outbox;
using GridWorkflow.Runtime.Tests.Purging;
using GridWorkflow.Runtime.Tests.Rehearsals;
using GridWorkflow.Runtime.Tests.Reviews;
using GridWorkflow.Runtime.Tests.Running;
using GridWorkflow.Runtime.Tests.Schedules;
using GridWorkflow.Runtime.Tests.Store;
using GridWorkflow.Runtime.Tests.Timers;
using GridWorkflow.Runtime.Tests.Ways;

namespace GridWorkflow.Runtime.Tests.Databases;

// A database is a line for each concept.
public sealed class SqliteStoreTests : StoreSuite<SqliteFile>;

public sealed class SqliteSchemaTests : SchemaSuite<SqliteFile>;

public sealed class SqliteOutboxTests : OutboxSuite<SqliteFile>;

public sealed class SqlitePurgeTests : PurgeSuite<SqliteFile>;

public sealed class SqliteRunnerTests : CaseRunnerSuite<SqliteFile>;

public sealed class SqliteConcurrencyTests : ConcurrencySuite<SqliteFile>;

public sealed class SqliteRaceTests : RaceSuite<SqliteFile>;

public sealed class SqliteRestartTests : RestartSuite<SqliteFile>;

public sealed class SqliteSweepTests : TimerSweepSuite<SqliteFile>;

public sealed class SqliteTrickyClockTests : TrickyClockSuite<SqliteFile>;

public sealed class SqliteQueryTests : CaseQuerySuite<SqliteFile>;

public sealed class SqliteFigureQueryTests : FigureQuerySuite<SqliteFile>;

public sealed class SqliteCalendarSweepTests : CalendarSweepSuite<SqliteFile>;

public sealed class SqliteLadderSweepTests : LadderSweepSuite<SqliteFile>;

public sealed class SqliteRepeatTests : RepeatSuite<SqliteFile>;

public sealed class SqliteCommunityCaseTests : CommunityCaseSuite<SqliteFile>;

public sealed class SqliteEventTests : EventSuite<SqliteFile>;

public sealed class SqliteChildTests : ChildSuite<SqliteFile>;

public sealed class SqliteFollowUpTests : FollowUpSuite<SqliteFile>;

public sealed class SqliteTriggerTests : TriggerSuite<SqliteFile>;

public sealed class SqliteVersionTests : VersionSuite<SqliteFile>;

public sealed class SqliteFreshnessTests : FreshnessSuite<SqliteFile>;

public sealed class SqliteChangeOrderTests : ChangeOrderSuite<SqliteFile>;

public sealed class SqliteFileImportTests : FileImportSuite<SqliteFile>;

public sealed class SqliteMigrationTests : MigrationSuite<SqliteFile>;

public sealed class SqlitePinnedTests : PinnedSuite<SqliteFile>;

public sealed class SqliteEndpointTests : EndpointSuite<SqliteFile>;

public sealed class SqliteHistoryTests : HistorySuite<SqliteFile>;

public sealed class SqliteStayTests : StaySuite<SqliteFile>;

public sealed class SqliteAuditTests : AuditSuite<SqliteFile>;

public sealed class SqliteReviewTests : ReviewSuite<SqliteFile>;

public sealed class SqliteMoveTests : MoveSuite<SqliteFile>;

public sealed class PostgresStoreTests : StoreSuite<PostgresBase>;

public sealed class PostgresSchemaTests : SchemaSuite<PostgresBase>;

public sealed class PostgresOutboxTests : OutboxSuite<PostgresBase>;

public sealed class PostgresRunnerTests : CaseRunnerSuite<PostgresBase>;

public sealed class PostgresConcurrencyTests : ConcurrencySuite<PostgresBase>;

public sealed class PostgresRestartTests : RestartSuite<PostgresBase>;

public sealed class PostgresSweepTests : TimerSweepSuite<PostgresBase>;

public sealed class PostgresQueryTests : CaseQuerySuite<PostgresBase>;

public sealed class PostgresFigureQueryTests : FigureQuerySuite<PostgresBase>;

public sealed class PostgresCalendarSweepTests : CalendarSweepSuite<PostgresBase>;

public sealed class PostgresLadderSweepTests : LadderSweepSuite<PostgresBase>;

public sealed class PostgresRepeatTests : RepeatSuite<PostgresBase>;

public sealed class PostgresCommunityCaseTests : CommunityCaseSuite<PostgresBase>;

public sealed class PostgresEventTests : EventSuite<PostgresBase>;

public sealed class PostgresChildTests : ChildSuite<PostgresBase>;

public sealed class PostgresFollowUpTests : FollowUpSuite<PostgresBase>;

public sealed class PostgresTriggerTests : TriggerSuite<PostgresBase>;

public sealed class PostgresVersionTests : VersionSuite<PostgresBase>;

public sealed class PostgresFileImportTests : FileImportSuite<PostgresBase>;

public sealed class PostgresMigrationTests : MigrationSuite<PostgresBase>;

public sealed class PostgresPinnedTests : PinnedSuite<PostgresBase>;

public sealed class PostgresEndpointTests : EndpointSuite<PostgresBase>;

public sealed class PostgresHistoryTests : HistorySuite<PostgresBase>;

public sealed class PostgresStayTests : StaySuite<PostgresBase>;

public sealed class PostgresAuditTests : AuditSuite<PostgresBase>;

public sealed class PostgresPurgeTests : PurgeSuite<PostgresBase>;

public sealed class PostgresFreshnessTests : FreshnessSuite<PostgresBase>;

public sealed class PostgresChangeOrderTests : ChangeOrderSuite<PostgresBase>;

public sealed class PostgresTrickyClockTests : TrickyClockSuite<PostgresBase>;

public sealed class PostgresReviewTests : ReviewSuite<PostgresBase>;

public sealed class PostgresMoveTests : MoveSuite<PostgresBase>;

public sealed class SqliteCutOffTests : CutOffSuite<SqliteFile>;

public sealed class SqliteBulletinTests : BulletinSuite<SqliteFile>;

public sealed class SqliteOpeningTests : OpeningSuite<SqliteFile>;

public sealed class SqliteOrphanTests : OrphanSuite<SqliteFile>;

public sealed class PostgresCutOffTests : CutOffSuite<PostgresBase>;

public sealed class PostgresBulletinTests : BulletinSuite<PostgresBase>;

public sealed class PostgresOpeningTests : OpeningSuite<PostgresBase>;

public sealed class PostgresOrphanTests : OrphanSuite<PostgresBase>;

public sealed class SqliteRehearsalTests : RehearsalSuite<SqliteFile>;

public sealed class PostgresRehearsalTests : RehearsalSuite<PostgresBase>;

public sealed class SqliteDryRunTests : DryRunSuite<SqliteFile>;

public sealed class PostgresDryRunTests : DryRunSuite<PostgresBase>;

public sealed class SqliteCaseReplayTests : CaseReplaySuite<SqliteFile>;

public sealed class PostgresCaseReplayTests : CaseReplaySuite<PostgresBase>;
