using System.Globalization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Tasks;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Simulation.Tests.Scheduling;

namespace GridWorkflow.Simulation.Tests.City;

/// <summary>People and systems that report cases and work on them, often at the same moment, and who repeat what was not answered.</summary>
internal sealed class Clients(Town town)
{
    private static readonly string[] Grids = ["yangliu-1", "yangliu-2"];
    private static readonly string[] Categories = ["G0101", "G0101", "G0102", "G0103", "G0106"];
    private int _keys;

    private Dice Dice => town.Dice;

    public void Come()
    {
        var reporters = Dice.Between(1, 3);
        for (var number = 1; number <= reporters; number++)
        {
            var message = $"m-{number}";
            town.Come($"reporter{number}", Dice.Span(TimeSpan.Zero, TimeSpan.FromHours(2)), client => Report(client, message));
        }

        var staff = Dice.Between(1, 4);
        for (var number = 1; number <= staff; number++)
        {
            var operations = Dice.Between(2, 10);
            town.Come($"staff{number}", Dice.Span(TimeSpan.FromMinutes(5), TimeSpan.FromHours(3)), client => Work(client, operations));
        }
    }

    /// <summary>Asks until there is an answer, whatever it is; sometimes twice at once, as a double click does.</summary>
    public static async Task<T> Insist<T>(Town town, Strand client, Func<NodeLife, Task<T>> ask, Func<T, bool> isBusy)
        where T : class
    {
        for (var patience = TimeSpan.FromSeconds(5); ; patience = patience < TimeSpan.FromMinutes(20) ? patience * 2 : patience)
        {
            var other = town.Dice.Chance(1500) ? town.Ask(client, ask) : null;
            var answer = await town.Ask(client, ask);
            if (other is not null)
                answer = await other ?? answer;
            if (answer is not null && !isBusy(answer))
                return answer;
            await client.Pause(town.Dice.Span(TimeSpan.FromMilliseconds(100), patience));
        }
    }

    private async Task Report(Strand client, string message)
    {
        var report = new Report
        {
            Title = $"Report {message} 上報",
            CategoryCode = Dice.Of(Categories),
            GridCode = Dice.Of(Grids),
            Emergency = Dice.Chance(1000),
            Reporter = Dice.Chance(5000) ? new Reporter("Ming", "resident@example.org", null) : Reporter.Anonymous,
        };
        const string source = "webhook:hotline";
        byte[] hash = [1, (byte)message.Length];
        for (var sent = Dice.Between(1, 2); sent > 0; sent--)
        {
            switch (await Insist(town, client, life => life.Cases.File(source, message, hash, report, CancellationToken.None), outcome => outcome is IntakeOutcome.Busy))
            {
                case IntakeOutcome.Filed filed:
                    town.Memory.Accept(source, message, filed.CaseId);
                    break;
                case var other:
                    town.Violate("no report fails", $"{message}: {other}");
                    break;
            }
        }
    }

    private async Task Work(Strand client, int operations)
    {
        for (; operations > 0 && town.Scheduler.Now < Town.Monday + town.Length; operations--)
        {
            await client.Pause(Think());
            if (Command() is not var (caseId, command))
                continue;
            var key = $"k-{++_keys}";
            var outcome = await Insist(town, client, life => life.Cases.Run(caseId, command, key, CancellationToken.None), outcome => outcome is CommandOutcome.Busy);
            switch (outcome)
            {
                case CommandOutcome.Done:
                    town.Memory.Accept($"command:{command.Actor.PersonId}", key, caseId);
                    break;
                case CommandOutcome.Refused { Refusal: var refusal }:
                    town.Note(client.Name, $"refused {command.GetType().Name}: {refusal.Code}", 0, caseId);
                    if (refusal.Code is "clock-order" or "clock-status" or "idempotency-key-reused")
                        town.Violate("nobody is refused for the engine's own faults", $"{command}: {refusal.Reason}");
                    break;
                case CommandOutcome.Unchanged:
                    break;
                default:
                    town.Violate("no command fails", $"{command}: {outcome}");
                    break;
            }
        }
    }

    // At once, in the next hours, or just when a deadline comes.
    private TimeSpan Think()
    {
        switch (Dice.Below(4))
        {
            case 0:
                return Dice.Span(TimeSpan.Zero, TimeSpan.FromSeconds(3));
            case 1 when town.Database.Timers.Rows.Min(timer => (DateTimeOffset?)timer.NextAt) - town.Scheduler.Now is { } left && left > TimeSpan.Zero && left < TimeSpan.FromDays(4):
                return left + Dice.Span(TimeSpan.FromMilliseconds(-100), TimeSpan.FromSeconds(2));
            case 2:
                return Dice.Span(TimeSpan.FromMinutes(1), TimeSpan.FromHours(2));
            default:
                return Dice.Span(TimeSpan.FromHours(1), TimeSpan.FromHours(30));
        }
    }

    private (Guid CaseId, CaseCommand Command)? Command()
    {
        if (Dice.Chance(1500) && town.Database.Notices.Rows.Where(notice => notice.SignedAt is null).ToList() is { Count: > 0 } notices)
        {
            var notice = Dice.Of(notices);
            return (notice.CaseId, new CaseCommand.SignNotice(new Actor(notice.Recipient), notice.Id));
        }

        var tasks = town.Database.Tasks.Rows.Where(task => task.Status == CaseTaskStatus.Open).ToList();
        if (tasks.Count == 0)
            return null;
        var task = Dice.Of(tasks);
        var actor = new Actor(Person(task));
        CaseCommand command = Dice.Below(10) switch
        {
            0 => new CaseCommand.AddRemark(actor, $"Remark {_keys} 備註"),
            1 => new CaseCommand.Release(actor, task.Id),
            2 or 3 => new CaseCommand.Claim(actor, task.Id),
            _ => new CaseCommand.Complete(actor, task.Id, Outcome(task), string.Create(CultureInfo.InvariantCulture, $"Done {_keys}")),
        };
        return (task.CaseId, command);
    }

    private string Person(TaskRow task)
    {
        var holders = Workflows.Data.Organisation.HoldersOf(task.Role, task.UnitId);
        return holders.IsEmpty || Dice.Chance(500) ? "xue-song" : task.Assignee ?? Dice.Of(holders).Id;
    }

    private string Outcome(TaskRow task) => Dice.Of(task.Outcomes.Trim('[', ']').Split(',')).Trim('"');
}
