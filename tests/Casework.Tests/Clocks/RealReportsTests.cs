using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Loading;

namespace GridWorkflow.Casework.Tests.Clocks;

/// <summary>A hundred real reports of the City of Boston, each with its own target and the city's own verdict.</summary>
public sealed class RealReportsTests
{
    [Fact]
    public void Verdicts_agree_with_the_citys_row_for_row()
    {
        var book = RuleBook.Load(Shipped.Folder("workflows/calendars"), Shipped.Folder("workflows/ladders"), Shipped.Folder("workflows/policies"));
        var (policy, calendar) = (book.Policies["replay"], book.Calendars["boston"]);
        var asOf = calendar.At("2022-05-21 00:00");
        var (onTime, overdue, open) = (0, 0, 0);
        foreach (var cells in Shipped.Beside("intake/boston311-100.csv").Skip(1).Select(line => line.Split(',', 6)))
        {
            var reported = calendar.At(cells[1]);
            DateTimeOffset? target = cells[2].Length > 0 ? calendar.At(cells[2]) : null;
            DateTimeOffset? closed = cells[3].Length > 0 ? calendar.At(cells[3]) : null;
            var verdict = ClockVerdict.OnTime;
            if (policy.ResolveTotal("x", reported, target) is LimitDecision.Limited { Limit: var limit })
            {
                var clock = ClockMoves.Start(new Guid(1, 0, 0, new byte[8]), ClockKind.Total, "total", limit, calendar.Version, reported, "system", "reported");
                clock.Due(calendar, asOf).At.ShouldBe(target!.Value);
                if (closed is { } at)
                    clock = clock.Stop(calendar, at, "system", "closed").OrThrow();
                verdict = clock.Verdict(calendar, asOf);
            }

            (verdict == ClockVerdict.Overdue ? "OVERDUE" : "ONTIME").ShouldBe(cells[4], cells[0]);
            (onTime, overdue) = verdict == ClockVerdict.OnTime ? (onTime + 1, overdue) : (onTime, overdue + 1);
            open += verdict == ClockVerdict.Overdue && closed is null ? 1 : 0;
        }

        (onTime, overdue, open).ShouldBe((83, 17, 12));
    }
}
