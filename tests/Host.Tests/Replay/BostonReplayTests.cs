using System.Diagnostics;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Replay;

/// <summary>The 100 real reports of the City of Boston, through the verb as a user calls it.</summary>
public sealed class BostonReplayTests
{
    [Fact]
    public async Task Our_verdicts_agree_with_the_citys_row_for_row()
    {
        var reports = SharedFiles.Require("data/intake/boston311-100.csv");
        var folder = Directory.CreateTempSubdirectory("gridworkflow-boston-").FullName;
        try
        {
            var verdicts = Path.Combine(folder, "verdicts.csv");
            var (status, output) = await Replay(reports, "--as-of", "2022-05-21T00:00:00", "--verdicts", verdicts);

            status.ShouldBe(0, output);
            output.ShouldContain("Cases 100");
            output.ShouldContain("ONTIME 83");
            output.ShouldContain("OVERDUE 17 (still open 12)");
            var rows = File.ReadAllLines(verdicts).Skip(1).Select(line => line.Split(',')).ToArray();
            rows.Length.ShouldBe(100);
            rows.ShouldAllBe(row => row[5] == row[7]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_same_file_into_the_same_database_opens_no_second_case()
    {
        var reports = SharedFiles.Require("data/intake/boston311-100.csv");
        var folder = Directory.CreateTempSubdirectory("gridworkflow-boston-").FullName;
        try
        {
            var database = Path.Combine(folder, "again.db");
            var (_, first) = await Replay(reports, "--as-of", "2022-01-10T00:00:00", "--db", database);
            var (_, second) = await Replay(reports, "--as-of", "2022-01-10T00:00:00", "--db", database);

            second.ShouldBe(first);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Status, string Output)> Replay(string reports, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[HostProgram.Dll, "replay", reports, .. options])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, process.ExitCode == 0 ? output : output + await errors);
    }
}
