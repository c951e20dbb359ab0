using GridWorkflow.Casework.Clocks;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>A changed calendar reaches the clocks of one case that count. Ended ones are facts and stay.</summary>
internal static class CalendarCommand
{
    public static Decision Decide(Desk desk, CaseCommand.TakeCalendar command)
    {
        if (!command.Actor.IsSystem && string.IsNullOrWhiteSpace(command.ApprovedBy))
            return new Decision.Refused(new Refusal(RefusalKind.Forbidden, "system-only", $"Expected the system or somebody who approves, but found '{command.Actor.PersonId}'.", "Calendars reach the cases by themselves."));
        if (desk.Reference.Calendars.GetValueOrDefault(command.CalendarId) is not { } calendar)
            return new Decision.Unchanged($"Calendar '{command.CalendarId}' is not loaded.");
        var work = desk.Open();
        AdjustmentCommand.EndWhatIsOver(work);
        foreach (var clock in work.File.Clocks)
        {
            if (clock.CalendarId != calendar.Id || clock.CalendarVersion == calendar.Version || work.Counting(clock.Id) is null)
                continue;
            DateTimeOffset? told = command.Told.TryGetValue(clock.Id, out var at) ? at : null;
            var moved = clock.TakeOver(calendar, told, work.Now, CaseCommand.TakeCalendar.Grace, command.Actor.PersonId, calendar.Definition.Source ?? "calendar changed", command.ApprovedBy).OrThrow();
            work.Put(moved);
            work.Arm(moved);
            var due = moved.Due(calendar, work.Now);
            work.Say(
                "ClockReprojected", ("clock", moved.Name), ("calendar", calendar.Id), ("version", calendar.Version), ("oldDue", told), ("due", due.IsExact ? due.At : null),
                ("heldUntil", moved.State.NotBefore), ("approvedBy", command.ApprovedBy));
        }

        return ReferenceEquals(work.File, desk.File) ? new Decision.Unchanged("Every clock that counts has this version of the calendar.") : desk.Rest(work);
    }
}
