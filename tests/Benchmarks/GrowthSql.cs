using System.Globalization;

namespace GridWorkflow.Benchmarks;

/// <summary>SQL that fills a database with cases. Ids are the number in hexadecimal, twice, so that both databases make the same.</summary>
internal static class GrowthSql
{
    public static string Sqlite(int cases) => string.Create(CultureInfo.InvariantCulture, $"""
        pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -400000;
        create temp table numbers as with recursive n(i) as (select 1 union all select i + 1 from n where i < {cases}) select i, unhex(printf('%08x000070008000%012x', i, i)) as id from n;
        begin;
        {Body("id", "zeroblob(600)", "zeroblob(400)", "zeroblob(32)", "1", "0", "4000000000000", "'x' || hex(zeroblob(129))", "1772413200000")}
        commit;
        pragma wal_checkpoint(truncate);
        """);

    public static string Postgres(int cases) => string.Create(CultureInfo.InvariantCulture, $"""
        create temp table numbers as select i, (lpad(to_hex(i), 8, '0') || '000070008000' || lpad(to_hex(i), 12, '0'))::uuid as id from generate_series(1, {cases}) i;
        {Body("id", "decode(repeat('00', 600), 'hex')", "decode(repeat('00', 400), 'hex')", "decode(repeat('00', 32), 'hex')", "true", "false", "timestamptz '2096-10-02'", "repeat('x', 259)", "timestamptz '2026-03-02'")}
        """);

    private static string Body(string id, string state, string file, string hash, string yes, string no, string later, string text, string at) => $"""
        insert into instances (id, version, definition_id, definition_version, program_hash, status, sub_status, incidents, state, case_file, journal_seq, journal_head, updated_at, is_case)
            select {id}, 1, 'd', 1, 'hash', 'Running', 'Suspended', 0, {state}, {file}, 1, {hash}, {at}, {yes} from numbers;
        insert into journal (case_id, seq, at, actor, command, entries, program_hash, prev_hash, hash) select {id}, 1, {at}, 'person', 'File', {text}, 'hash', {hash}, {hash} from numbers;
        insert into cases (id, number, tracking_token, source, title, category_code, grid_code, unit_id, level, stage, status, permission_class, emergency, policy_id, definition_id, reported_at, updated_at)
            select {id}, 'N' || i, 'T' || i, 'webhook', 'A lamp is broken', 'G0101', 'grid-' || (i % 250), 'unit-' || (i % 40), 'Community', 'Handling', 'Open', 'General', {no}, 'p', 'd', {at}, {at} from numbers;
        insert into tasks (id, case_id, key, activity_id, bookmark_id, role, unit_id, level, outcomes, remark_required, opened_at, clock_id, status)
            select {id}, {id}, 'k', 'a', {id}, 'worker', 'unit-' || (i % 40), 'Community', '[]', '[]', {at}, {id}, 'Open' from numbers;
        insert into bookmarks (id, instance_id, kind, key) select {id}, {id}, 'Task', null from numbers;
        insert into timers (instance_id, key, due_at, epoch, attempts, next_at) select {id}, 'far', {later}, 1, 0, {later} from numbers;
        insert into outbox (id, kind, case_id, payload, status, attempts, next_at, created_at, sent_at) select {id}, 'mail', {id}, {text}, 'Sent', 1, {at}, {at}, {at} from numbers;
        """;
}
