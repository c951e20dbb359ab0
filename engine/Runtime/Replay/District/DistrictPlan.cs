using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;

namespace GridWorkflow.Runtime.Replay.District;

/// <summary>What somebody does with a case at an instant of the plan.</summary>
/// <param name="At">When, by the virtual clock.</param>
/// <param name="Case">Which case, from 0.</param>
/// <param name="Act">What.</param>
public sealed record PlannedAct(DateTimeOffset At, int Case, CaseAct Act);

/// <summary>Closed.</summary>
public abstract record CaseAct
{
    private CaseAct()
    {
    }

    /// <summary>上報.</summary>
    /// <param name="Source">Channel: <c>patrol</c> or <c>webhook:hotline</c>.</param>
    public sealed record Report(string Source, string Category, string Grid, string Title) : CaseAct;

    /// <summary>Somebody of the role completes the open task of this key.</summary>
    public sealed record Complete(string Task, string Outcome, string? Remark, ImmutableSortedDictionary<string, string> Fields) : CaseAct;
}

/// <summary>
/// Half a year of a district of the size that the articles describe: 252 grids, 26 weeks, 7,494 cases, so that their figures come out: 6,820
/// found by the administration, 7,120 dispatched to the right unit at once, 6,370 handled in 13 hours on average, 6,220 closed; 62 supervision
/// notices, 53 of them rectified (kpi.md §2).
/// The same plan each time; nothing is drawn by lot.
/// </summary>
public static class DistrictPlan
{
    public const int Weeks = 26;
    public const int Cases = 7_494;
    public const int Notices = 62;
    private const int Rectified = 53;
    private const int Found = 6_820;
    private const int RightUnit = 7_120;
    private const int Handled = 6_370;
    private const int Closed = 6_220;

    /// <summary>Monday, 5 January 2026, in the zone of the calendar.</summary>
    public static readonly DateTimeOffset From = new(2026, 1, 4, 16, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset To = From.AddDays(Weeks * 7);

    private static readonly string[] Categories = ["E0110", "E0112", "E0304", "E0406", "C0103", "C0137", "C0402"];
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(30);

    /// <summary>All that happens, in order.</summary>
    /// <param name="stillInTime">Of the 1,124 cases that are not handled at the end, how many are not due yet: registered in the last days.</param>
    public static IReadOnlyList<PlannedAct> Acts(int stillInTime)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stillInTime);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stillInTime, Cases - Handled);
        var acts = new List<PlannedAct>(Cases * 9);
        for (var number = 0; number < Cases; number++)
            Plan(acts, number, stillInTime);
        for (var number = 0; number < Notices; number++)
            PlanNotice(acts, number);
        return [.. acts.OrderBy(act => act.At).ThenBy(act => act.Case)];
    }

    // The kinds of a case are spread over the half year by strides that share no factor with its number.
    private static void Plan(List<PlannedAct> acts, int number, int stillInTime)
    {
        var place = Spread(number, 2_999);
        var isHandled = place < Handled;
        var isWaiting = !isHandled && place < Handled + stillInTime;
        var found = Spread(number, 1_009) < Found;
        var right = Spread(number, 4_001) < RightUnit;
        var at = isWaiting ? LastDays(place - Handled) : isHandled ? EarlyEnough(number, TimeSpan.FromDays(2)) : EarlyEnough(number, TimeSpan.FromDays(14));
        var grid = $"g{(number % 252) + 1:000}";
        void Do(int minutes, CaseAct act) => acts.Add(new PlannedAct(at.AddMinutes(minutes), number, act));
        void Take(int minutes, string task, string outcome, string? remark = null, string? field = null, string? value = null) =>
            Do(minutes, new CaseAct.Complete(task, outcome, remark, field is null ? LastOutcome.NoFields : LastOutcome.NoFields.Add(field, value!)));

        Do(0, new CaseAct.Report(found ? "patrol" : "webhook:hotline", Categories[number % Categories.Length], grid, $"Report {number + 1}"));
        if (found)
        {
            Take(10, "screen", "PreFile");
        }
        else
        {
            Take(10, "intake", "OrderVerify");
            Take(20, "verify", "Exists");
        }

        Take(30, "register", "Register");
        var unit = (number % 6) + 1;
        Take(40, "dispatch", "Dispatch", field: "unit", value: $"d{unit}");
        if (!right)
        {
            Take(50, "accept", "Return", "Not ours.");
            Take(60, "judge-return", "NotOurs");
            Take(70, "dispatch", "Dispatch", field: "unit", value: $"d{(unit % 6) + 1}");
        }

        Take(80, "accept", "Accept");
        if (!isHandled)
            return;
        // Twelve hours and fourteen from the first dispatch in turns: thirteen on average.
        var accepted = 40 + (place % 2 == 0 ? 720 : 840);
        Take(accepted - 10, "handle", "Feedback", "Done.", "measures", "Seen to");
        Take(accepted, "check", "Pass");
        if (place >= Closed)
            return;
        Take(accepted + 30, "inspect", "Pass");
        Take(accepted + 60, "reply", "Replied", "It is done.");
    }

    // The grid office writes one each other day, on a department in turn; it answers within a day.
    private static void PlanNotice(List<PlannedAct> acts, int number)
    {
        var at = From.AddDays(7 + (2 * number)).AddHours(9);
        void Do(int minutes, CaseAct act) => acts.Add(new PlannedAct(at.AddMinutes(minutes), Cases + number, act));
        void Take(int minutes, string task, string outcome, string? remark, params (string Field, string Value)[] fields) => Do(
            minutes, new CaseAct.Complete(task, outcome, remark, LastOutcome.NoFields.AddRange(fields.Select(field => KeyValuePair.Create(field.Field, field.Value)))));

        Do(0, new CaseAct.Report("inspection", "DB01", $"g{(number % 252) + 1:000}", $"Notice {number + 1}"));
        Take(30, "draft-notice", "Issue", null, ("unit", $"d{(number % 6) + 1}"), ("items", "Rubbish at the north gate"));
        Take(60, "sign", "Signed", null);
        if (number >= Rectified)
            return;
        Take(1_440, "rectify", "Replied", "It was put right.", ("measures", "Cleared"), ("evidence", "photo 1"));
        Take(1_470, "review-notice", "Rectified", "Seen.");
    }

    private static int Spread(int number, int stride) => (int)((long)number * stride % Cases);

    // On working hours of the weekdays, half an hour apart: so that several cases move at each instant, as in a city.
    private static DateTimeOffset EarlyEnough(int number, TimeSpan before)
    {
        var days = (int)(To - From - before).TotalDays;
        var weekdays = Enumerable.Range(0, days).Where(day => day % 7 < 5).ToArray();
        var day = weekdays[(int)((long)number * weekdays.Length / Cases)];
        return From.AddDays(day).AddHours(8) + (Slot * (number * 7 % 12));
    }

    // Thursday and Friday of the last week: what is dispatched then is due after the week has ended.
    private static DateTimeOffset LastDays(int place) => To.AddDays(place % 2 == 0 ? -4 : -3).AddHours(8) + (Slot * (place * 7 % 12));
}
