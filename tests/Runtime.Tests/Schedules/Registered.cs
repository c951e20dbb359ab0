using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Store;

namespace GridWorkflow.Runtime.Tests.Schedules;

/// <summary>Rows of city cases as figures look at them, written straight into the database.</summary>
internal static class Registered
{
    public static async Task<CaseRow> Case(TestDatabase database, int number, string registered, string? dispatched = null, Func<CaseRow, CaseRow>? change = null)
    {
        var row = Samples.Case(number, Local(registered)) with
        {
            DefinitionId = "city-case",
            GridCode = "yangliu-1",
            UnitId = "yangliu-1",
            RegisteredAt = Local(registered),
            FirstDispatchedAt = dispatched is null ? null : Local(dispatched),
            DispatchedAt = dispatched is null ? null : Local(dispatched),
            FirstUnit = dispatched is null ? null : "urban",
            HandlingUnit = dispatched is null ? null : "urban",
        };
        row = change?.Invoke(row) ?? row;
        await using var context = database.CreateDbContext();
        context.Cases.Add(row);
        await context.SaveChangesAsync(Desk.Rig.Cancellation);
        return row;
    }

    /// <summary>A local time of Shanghai in 2026: <c>11-24 09:00</c>.</summary>
    public static DateTimeOffset Local(string text) =>
        DateTimeOffset.ParseExact($"2026-{text} +08:00", "yyyy-MM-dd HH:mm zzz", System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();
}
