using GridWorkflow.Casework.Calendars;
using GridWorkflow.Casework.Figures;

namespace GridWorkflow.Casework.Tests.Figures;

/// <summary>
/// The figures of the third article as cases: 26 full weeks, 7,494 cases, of which the administration found 6,820, 7,120 went to the right
/// unit at once, 6,370 were handled and 6,220 closed; 62 notices, 53 rectified (kpi.md §2).
/// </summary>
internal static class ArticleDistrict
{
    public static readonly DateTimeOffset From = new(2026, 1, 5, 0, 0, 0, TimeSpan.FromHours(8));
    public static readonly DateTimeOffset To = From.AddDays(26 * 7);

    private const int Filed = 7_494;
    private const int Handled = 6_370;

    public static FigurePeriod Period(BusinessCalendar calendar) => new(From, To, To, calendar);

    /// <param name="stillInTime">How many of the 1,124 cases that are not handled are not due yet.</param>
    public static FigureCase[] Cases(int stillInTime = 0)
    {
        var cases = new FigureCase[Filed];
        for (var number = 0; number < Filed; number++)
        {
            // Spread evenly, and each handled before the period ends.
            var registered = From + ((To - From - TimeSpan.FromDays(1)) * number / Filed);
            var dispatched = registered.AddMinutes(10);
            var isHandled = number % Filed < Handled;
            cases[number] = new FigureCase
            {
                Id = new Guid(number, 0, 0, new byte[8]),
                Source = number < 6_820 ? "patrol" : "webhook:hotline",
                RegisteredAt = registered,
                DispatchedAt = dispatched,
                FirstUnit = "north",
                FinalUnit = number < 7_120 ? "north" : "south",
                // Twelve hours and fourteen in turns: thirteen on average.
                FedBackAt = isHandled ? dispatched.AddHours(number % 2 == 0 ? 12 : 14) : null,
                ClosedAt = number < 6_220 ? dispatched.AddHours(15) : null,
                HandlingDueAt = isHandled ? dispatched.AddHours(16) : number < Handled + stillInTime ? To.AddDays(3) : To.AddHours(-1),
            };
        }

        return cases;
    }

    public static FigureNotice[] Notices() =>
        [.. Enumerable.Range(0, 62).Select(number => new FigureNotice(From.AddDays(number), number < 53 ? From.AddDays(number + 3) : null, 1, number < 53 ? 1 : 0))];
}
