using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Tests.Cases;

namespace GridWorkflow.Casework.Tests.Routes;

/// <summary>Walks through the city case by lot: whatever people choose, no case leaves out a stage, and none ends without its reporter being told.</summary>
public sealed class CityWalkTests
{
    [Fact]
    public void No_case_leaves_out_feedback_or_archive()
    {
        var archived = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var table = Walk(seed);
            table.ShouldBeSound();
            var stages = table.Stages;
            // Each stage follows the one before it; a loop leads back, and from there all come again.
            foreach (var (from, to) in stages.Zip(stages.Skip(1)))
                ((int)to).ShouldBeLessThanOrEqualTo((int)from + 1, $"seed {seed}: {string.Join(' ', stages)}");
            table.File.Status.ShouldBeOneOf(CaseStatus.Archived, CaseStatus.Void, CaseStatus.Open);
            if (table.File.Status == CaseStatus.Void || table.File.Status == CaseStatus.Archived)
                table.File.Reply.ShouldNotBeNull($"seed {seed}");
            if (table.File.Status != CaseStatus.Archived)
                continue;
            archived++;
            stages.ShouldContain(CaseStage.FedBack);
            stages[^1].ShouldBe(CaseStage.Archived);
        }

        archived.ShouldBeGreaterThan(20);
    }

    private static CaseTable Walk(int seed)
    {
        // The test's own lot: the same for a seed, on every machine.
        var state = (uint)((seed * 7919) + 17);
        int Next(int below)
        {
            state = (state * 1664525) + 1013904223;
            return (int)((state >> 8) % (uint)below);
        }

        var table = new CaseTable(District.Data, (ulong)seed + 1);
        table.Until("2026-03-02 08:00");
        table.Report("E0110", "yangliu-1", source: Next(2) == 0 ? "patrol" : "webhook:hotline");
        var units = new[] { "urban", "housing", "civil" };
        for (var step = 0; step < 60 && table.File.Status == CaseStatus.Open; step++)
        {
            table.Until(table.Now.AddMinutes(5 + Next(90)));
            if (table.File.Tasks.IsEmpty)
                continue;
            var task = table.File.Tasks[Next(table.File.Tasks.Length)];
            var outcome = task.Outcomes[Next(3) == 0 ? Next(task.Outcomes.Length) : 0];
            var fields = task.FormId switch
            {
                "dispatch" => LastOutcome.NoFields.Add("unit", units[Next(3)]).Add("support", Next(3) == 0 ? units[Next(3)] : " "),
                "handling" => LastOutcome.NoFields.Add("measures", "Seen to"),
                _ => LastOutcome.NoFields,
            };
            var people = District.Data.Organisation.HoldersOf(task.Role, task.UnitId);
            table.Complete(people[Next(people.Length)].Id, task.Key, outcome, "Because.", fields);
        }

        return table.Until(table.Now.AddDays(20));
    }
}
