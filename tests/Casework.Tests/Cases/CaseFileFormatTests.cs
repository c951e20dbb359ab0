using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Tests.Cases;

public sealed class CaseFileFormatTests
{
    private static string Frozen => District.Folder("tests/Casework.Tests/Cases/Frozen");

    public static TheoryData<string> FrozenFiles => [.. Directory.EnumerateFiles(Frozen, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void A_fresh_case_with_its_state_is_small()
    {
        var table = Busy(_ => { });
        (CaseFileFormat.Write(table.File).Length + StateFormat.Write(table.State!).Length).ShouldBeLessThan(2200);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        var table = Busy(table =>
        {
            table.Complete("zheng-kai", "judge", "General");
            table.Until("2026-03-20 10:00");
            table.Claim("zheng-kai", "handle");
        });
        var bytes = CaseFileFormat.Write(table.File);
        var read = CaseFileFormat.Read(bytes);
        CaseFileFormat.Write(read).ShouldBe(bytes);
        read.ShouldBeEquivalentTo(table.File);
    }

    [Fact]
    public void Every_entry_of_a_ledger_comes_back()
    {
        var at = new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero).AddTicks(7);
        var day = new Budget(1, BudgetUnit.WorkDayStatutory);
        var ledger = new LedgerEntry[]
        {
            new LedgerEntry.Started(at, "a", "b", day), new LedgerEntry.Paused(at, "a", "b"), new LedgerEntry.Resumed(at, "a", "b"),
            new LedgerEntry.Extended(at, "a", "b", day, at.AddHours(-1)), new LedgerEntry.Retargeted(at, "a", "b", day, RetargetBasis.FromNow, "c"),
            new LedgerEntry.Reprojected(at, "a", "b", "v2", null, at.AddDays(1), "c"), new LedgerEntry.Stopped(at, "a", "b"),
            new LedgerEntry.Continued(at, "a", "b"), new LedgerEntry.Stopped(at, "a", "b") { End = new ClockEnd("v3", at, TimeSpan.FromTicks(7), TimeSpan.FromTicks(-7)) }, new LedgerEntry.NewCycle(at, "a", "b", day),
            new LedgerEntry.Reset(at, "a", "b", day), new LedgerEntry.Reset(at, "a", "b", day) { Rule = "r", ApprovedBy = "c" }, new LedgerEntry.Acknowledged(at, "a", "b"), new LedgerEntry.Progressed(at, "a", "b"),
            new LedgerEntry.Voided(at, "a", "b") { End = new ClockEnd("v4", null, null, null) }, new LedgerEntry.Exempted(at, "a", "b") { Cycle = 1 },
        };
        var file = Busy(_ => { }).File;
        var clock = file.Clocks[0] with { Ledger = [.. ledger] };
        CaseFileFormat.Read(CaseFileFormat.Write(file with { Clocks = [clock] })).Clocks[0].ShouldBe(clock);
        typeof(LedgerEntry).GetNestedTypes().Where(type => type.IsSealed).ShouldBe(ledger.Select(entry => entry.GetType()).Distinct(), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(FrozenFiles))]
    public void Files_of_released_formats_still_load(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(Frozen, name)).Trim());
        var file = CaseFileFormat.Read(bytes);
        file.Number.ShouldBe("2026-03-02-000017");
        file.Clocks.ShouldAllBe(clock => clock.State.Cycle == 1);
        if (name == $"v{CaseFileFormat.Version}.json")
            Encoding.UTF8.GetString(CaseFileFormat.Write(file)).ShouldBe(Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [InlineData("""{"v":2}""", "version 2")]
    [InlineData("""{"v":1}""", "case file")]
    [InlineData("nothing", "case file")]
    public void Anything_else_is_refused(string text, string reason) =>
        Should.Throw<FormatException>(() => CaseFileFormat.Read(Encoding.UTF8.GetBytes(text))).Message.ShouldContain(reason);

    [Fact]
    public void The_frozen_sample_is_what_is_written_today()
    {
        var path = Path.Combine(Frozen, $"v{CaseFileFormat.Version}.json");
        if (Environment.GetEnvironmentVariable("RECORD_ROUTES") == "1" && !File.Exists(path))
            File.WriteAllBytes(path, [.. CaseFileFormat.Write(Busy(table => { table.Complete("zheng-kai", "judge", "General"); table.Until("2026-03-06 10:00"); }).File), (byte)'\n']);
        File.Exists(path).ShouldBeTrue();
    }

    private static CaseTable Busy(Action<CaseTable> live)
    {
        var table = new CaseTable(District.Data);
        table.Until("2026-03-02 09:00");
        table.Report("G0102", "yangliu-1", report => report with
        {
            Description = "Since Sunday.",
            Reporter = new Reporter("Chen Ming", "ming@resident.example", null),
            Place = new Place("7 Willow Lane", 37.85, 113.57),
        });
        live(table);
        return table;
    }
}
