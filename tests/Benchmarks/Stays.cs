using System.Globalization;
using GridWorkflow.Runtime.Store.Sqlite;
using GridWorkflow.Runtime.Ways;
using Microsoft.Data.Sqlite;

namespace GridWorkflow.Benchmarks;

/// <summary>The figures of a definition's drawing on SQLite, of 100,000 cases with twelve stays each, five of which took time.</summary>
internal static class Stays
{
    private const int Cases = 100_000;

    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Steps = ["file", "judge", "set-coordination", "sort", "raise-first", "coordinate", "settled", "reply", "record-reply", "close", "archive", "filed"];

    public static async Task Measure(Table table)
    {
        var folder = Directory.CreateTempSubdirectory("gridworkflow-benchmark-");
        try
        {
            using var database = new SqliteDatabase(Path.Combine(folder.FullName, "stays.db"));
            database.Migrate();
            Fill(database);
            var queries = new StayQueries(database);
            var year = new StayQuestion("community-case", Start, Start.AddDays(200), Start.AddDays(200));
            await table.Measure(
                "Drawing of a definition in numbers, SQLite, 100,000 cases, 1,200,000 stays",
                "cases",
                ("all of them", async () => await Of(queries, year)),
                ("four weeks of 26", async () => await Of(queries, year with { From = Start.AddDays(100), To = Start.AddDays(128) })),
                ("one category of ten, all of them", async () => await Of(queries, year with { CategoryCode = "G0103" })));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> Of(StayQueries queries, StayQuestion question)
    {
        var figures = await queries.Of(question, CancellationToken.None);
        if (figures.Steps.IsEmpty)
            throw new InvalidOperationException("Expected figures, but there are none.");
        return Cases;
    }

    // As transitions leave them: cases begin all over the half-year, every second step takes minutes to days, one in a hundred still stands.
    private static void Fill(SqliteDatabase database)
    {
        using var connection = new SqliteConnection(database.ConnectionString);
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var cases = connection.CreateCommand();
        cases.CommandText = """
            insert into cases (id, number, tracking_token, source, title, category_code, grid_code, unit_id, level, stage, status, permission_class, emergency, policy_id, definition_id, reported_at, updated_at,
                reworks, confirmed_returns, refused_returns, extensions)
            values ($id, $number, $number, 's', 't', $category, 'g', 'u', 'grid', 'Handled', 'Open', 'General', 0, 'p', 'community-case', $at, $at, 0, 0, 0, 0)
            """;
        using var stays = connection.CreateCommand();
        stays.CommandText = """
            insert into stays (instance_id, execution, definition_id, definition_version, activity_id, from_activity, entered_at, left_at, ending, unit_id, due_at, counted_ms, is_overdue)
            values ($id, $execution, 'community-case', 1, $step, $from, $entered, $left, $ending, $unit, $due, $counted, $overdue)
            """;
        var ofCase = Parameters(cases, "$id", "$number", "$category", "$at");
        var ofStay = Parameters(stays, "$id", "$execution", "$step", "$from", "$entered", "$left", "$ending", "$unit", "$due", "$counted", "$overdue");
        for (var number = 0; number < Cases; number++)
        {
            var id = new byte[16];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(id, number);
            var at = Start.AddMinutes(number * 2.5).ToUnixTimeMilliseconds();
            Set(ofCase, id, number.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"G01{number % 10:D2}"), at);
            cases.ExecuteNonQuery();
            for (var place = 0; place < Steps.Length; place++)
            {
                var takes = place is 1 or 3 or 5 or 7 or 11 ? (long)(((number * 7919L) + (place * 104729L)) % 7200) * 60_000 + 60_000 : 0;
                var stands = place == Steps.Length - 1 && number % 100 == 0;
                Set(ofStay, id, place + 3, Steps[place], place == 0 ? DBNull.Value : Steps[place - 1], at, stands ? DBNull.Value : at + takes, stands ? DBNull.Value : "Completed", $"unit-{number % 250}",
                    takes == 0 || stands ? DBNull.Value : at + 172_800_000L, takes == 0 || stands ? DBNull.Value : takes / 3, takes == 0 || stands ? DBNull.Value : takes > 172_800_000L ? 1 : 0);
                stays.ExecuteNonQuery();
                at += takes;
            }
        }

        transaction.Commit();
    }

    private static SqliteParameter[] Parameters(SqliteCommand command, params string[] names) => [.. names.Select(name =>
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    })];

    private static void Set(SqliteParameter[] parameters, params object[] values)
    {
        for (var index = 0; index < values.Length; index++)
            parameters[index].Value = values[index];
    }
}
