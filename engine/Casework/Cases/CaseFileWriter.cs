using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Notices;
using GridWorkflow.Casework.Tasks;

namespace GridWorkflow.Casework.Cases;

/// <summary>Writes version 1. The names are short because every case of a city carries them.</summary>
internal static class CaseFileWriter
{
    public static void Write(Utf8JsonWriter json, CaseFile file)
    {
        json.Id("id", file.Id);
        json.WriteString("no", file.Number);
        json.WriteString("token", file.TrackingToken);
        json.WriteString("src", file.Source);
        json.WriteString("title", file.Title);
        json.Text("text", file.Description);
        json.WriteString("cat", file.CategoryCode);
        json.WriteString("grid", file.GridCode);
        json.WriteString("lvl", file.Level);
        if (file.UnitId != file.GridCode)
            json.WriteString("unit", file.UnitId);
        json.Code("class", (int)file.PermissionClass);
        if (file.Emergency)
            json.WriteBoolean("urgent", true);
        if (!file.Reporter.IsAnonymous)
        {
            json.WriteStartObject("by");
            json.Text("name", file.Reporter.Name);
            json.Text("mail", file.Reporter.Email);
            json.Text("tel", file.Reporter.Phone);
            json.WriteEndObject();
        }

        if (file.Place is { } place)
        {
            json.WriteStartObject("place");
            json.Text("addr", place.Address);
            if (place.Latitude is { } latitude)
                json.WriteNumber("lat", latitude);
            if (place.Longitude is { } longitude)
                json.WriteNumber("lon", longitude);
            json.WriteEndObject();
        }

        json.Text("subj", file.Subject);
        json.Text("keeper", file.SubjectUnit);
        json.Instant("at", file.ReportedAt);
        json.Instant("target", file.TargetAt);
        json.WriteString("policy", file.PolicyId);
        if (file.Rule is { } rule)
            Write(json, rule);
        if (file.Origin is { } origin)
            Write(json, origin);
        json.Code("stage", (int)file.Stage);
        json.Code("status", (int)file.Status);
        json.Instant("closed", file.ClosedAt);
        json.Instant("archived", file.ArchivedAt);
        json.Text("reply", file.Reply);
        json.Text("dup", file.DuplicateOf);
        if (file.Forced is { } forced)
        {
            json.WriteStartObject("forced");
            json.WriteString("by", forced.By);
            json.WriteString("why", forced.Reason);
            json.Instant("at", forced.At);
            json.WriteEndObject();
        }

        json.List("tasks", file.Tasks, Write);
        // Clocks share few ladders; each is written once.
        ImmutableArray<string> climbs = [.. file.Clocks.Select(Climbs).OfType<string>().Distinct()];
        json.Texts("climbs", climbs);
        json.List("clocks", file.Clocks, (json, clock) => Write(json, clock, climbs));
        json.List("notices", file.Notices, Write);
        json.Texts("handled", file.HandledBy);
        json.List("deeds", file.Deeds, Write);
        json.List("orphans", file.Orphans, Write);
        if (file.Last is { } last)
        {
            json.WriteStartObject("last");
            json.WriteString("key", last.TaskKey);
            json.WriteString("out", last.Outcome);
            json.Text("rem", last.Remark);
            json.WriteString("by", last.By);
            json.Text("form", last.FormId);
            if (!last.Fields.IsEmpty)
            {
                json.WriteStartObject("fields");
                foreach (var (name, value) in last.Fields)
                    json.WriteString(name, value);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        Write(json, file.Facts);
        json.List("adjust", file.Adjustments, Write);
        json.List("papers", file.Papers, Write);
        if (file.Reopening is { } window)
        {
            json.WriteStartObject("reopen");
            json.Id("bm", window.BookmarkId);
            json.Instant("until", window.Until);
            json.Texts("roles", window.Roles);
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, OpenedPaper paper)
    {
        json.WriteString("cat", paper.CategoryCode);
        json.WriteString("unit", paper.UnitId);
        if (paper.Cycle != 1)
            json.WriteNumber("cycle", paper.Cycle);
        json.WriteString("clock", paper.Clock);
    }

    private static void Write(Utf8JsonWriter json, Orphanhood orphan)
    {
        json.Id("of", orphan.Of);
        json.Instant("at", orphan.Since);
        if (orphan.Told)
            json.WriteBoolean("told", true);
    }

    private static void Write(Utf8JsonWriter json, CaseOrigin origin)
    {
        json.WriteStartObject("origin");
        json.Id("id", origin.CaseId);
        json.WriteString("no", origin.Number);
        json.Code("rel", (int)origin.Relation);
        json.Instant("at", origin.OpenedAt);
        if (origin.ClockId is { } clock)
            json.Id("clock", clock);
        json.Text("name", origin.Clock);
        json.Instant("due", origin.DueAt);
        json.Text("rung", origin.Rung);
        json.Text("unit", origin.UnitId);
        json.Text("who", origin.PersonId);
        json.Texts("items", origin.Items);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CaseFacts facts)
    {
        if (facts == CaseFacts.None)
            return;
        json.WriteStartObject("facts");
        json.Instant("reg", facts.RegisteredAt);
        if (facts.CountsFromRegistration)
            json.WriteBoolean("fromreg", true);
        json.Instant("disp", facts.DispatchedAt);
        if (facts.FirstDispatchedAt != facts.DispatchedAt)
            json.Instant("disp1", facts.FirstDispatchedAt);
        json.Text("unit", facts.HandlingUnit);
        if (facts.FirstUnit != facts.HandlingUnit)
            json.Text("unit1", facts.FirstUnit);
        json.Texts("help", facts.SupportingUnits);
        json.Instant("fed", facts.FedBackAt);
        json.Instant("void", facts.VoidedAt);
        json.Instant("susp", facts.SuspendedAt);
        json.Code("cycle", facts.Cycle - 1);
        json.Code("rework", facts.Reworks);
        json.Instant("reworked", facts.ReworkedAt);
        json.Code("ret", facts.ConfirmedReturns);
        json.Code("noret", facts.RefusedReturns);
        json.Code("ext", facts.Extensions);
        json.Text("accused", facts.Accused);
        if (facts.Alerted)
            json.WriteBoolean("alerted", true);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Adjustment adjustment)
    {
        json.Id("id", adjustment.Id);
        json.Code("kind", (int)adjustment.Kind);
        json.Id("task", adjustment.TaskId);
        json.Id("clock", adjustment.ClockId);
        json.WriteString("by", adjustment.RequestedBy);
        json.Instant("at", adjustment.RequestedAt);
        json.WriteString("why", adjustment.Reason);
        if (adjustment.Added is { } added)
            json.WriteString("b", added.ToString());
        json.Instant("until", adjustment.Until);
        json.Text("rk", adjustment.ReasonKey);
        json.Text("pub", adjustment.PublicNotice);
        json.Text("cat", adjustment.CategoryCode);
        json.Text("cond", adjustment.Condition);
        json.Text("grid", adjustment.GridCode);
        if (adjustment.Emergency is { } emergency)
            json.WriteBoolean("urgent", emergency);
        if (adjustment.Basis != RetargetBasis.FromNow)
            json.WriteBoolean("back", true);
        json.Code("status", (int)adjustment.Status);
    }

    private static void Write(Utf8JsonWriter json, PinnedRule rule)
    {
        json.WriteStartObject("rule");
        json.WriteString("of", rule.Origin);
        json.Text("cond", rule.Condition);
        json.Text("area", rule.Area);
        json.Text("b", rule.Budget?.ToString());
        json.Text("src", rule.Source);
        json.Text("close", rule.Close);
        json.Code("class", (int)rule.Permission);
        json.List("miles", rule.Milestones, (to, milestone) =>
        {
            to.WriteString("key", milestone.Key);
            to.WriteString("b", milestone.Budget.ToString());
            to.WriteString("en", milestone.Names.English);
            to.WriteString("hans", milestone.Names.Simplified);
            to.WriteString("hant", milestone.Names.Traditional);
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CaseTask task)
    {
        // The case id is the file's, and only open tasks are in the file.
        json.Id("id", task.Id);
        json.WriteString("key", task.Key);
        if (task.ActivityId != task.Key)
            json.WriteString("act", task.ActivityId);
        json.Id("bm", task.BookmarkId);
        json.WriteString("role", task.Role);
        json.WriteString("unit", task.UnitId);
        json.WriteString("lvl", task.Level);
        json.Text("who", task.Assignee);
        json.Texts("outs", task.Outcomes);
        if (!task.Actions.IsEmpty)
        {
            json.WriteStartObject("acts");
            foreach (var action in task.Actions)
                json.WriteString(action.Outcome, action.Action);
            json.WriteEndObject();
        }

        json.Texts("rem", task.RemarkRequired);
        json.Texts("not", task.Impossible);
        json.Instant("at", task.OpenedAt);
        json.Text("form", task.FormId);
        json.Text("notify", task.Notify);
        if (task.AdjustmentId is { } adjustment)
            json.Id("adjust", adjustment);
        if (task.ClockId is { } clock)
            json.Id("clock", clock);
    }

    private static void Write(Utf8JsonWriter json, Deed deed)
    {
        json.WriteString("act", deed.Action);
        json.WriteString("who", deed.PersonId);
        json.WriteString("unit", deed.UnitId);
    }

    private static string? Climbs(SlaClock clock) => clock.LadderVersion is { } version ? $"{version} {clock.LadderKeys}" : null;

    private static void Write(Utf8JsonWriter json, SlaClock clock, ImmutableArray<string> climbs)
    {
        json.Id("id", clock.Id);
        json.Code("kind", (int)clock.Kind);
        json.WriteString("name", clock.Name);
        json.Text("unit", clock.UnitId);
        if (clock.StartedInCaseCycle != 1)
            json.WriteNumber("ccyc", clock.StartedInCaseCycle);
        json.WriteString("cal", clock.CalendarId);
        json.WriteString("calv", clock.StartedWithCalendarVersion);
        json.Text("ladder", clock.LadderId);
        if (Climbs(clock) is { } known)
            json.WriteNumber("on", climbs.IndexOf(known));
        json.Text("rule", clock.Rule);
        json.List("ledger", clock.Ledger, Write);
        json.List("fired", clock.Fired, Write);
    }

    private static void Write(Utf8JsonWriter json, LedgerEntry entry)
    {
        switch (entry)
        {
            case LedgerEntry.Started started:
                json.Entry("start", started, started.Budget);
                break;
            case LedgerEntry.Paused:
                json.Entry("pause", entry);
                break;
            case LedgerEntry.Resumed:
                json.Entry("resume", entry);
                break;
            case LedgerEntry.Extended extended:
                json.Entry("extend", extended, extended.Added);
                json.Instant("asked", extended.RequestedAt);
                break;
            case LedgerEntry.Retargeted changed:
                json.Entry("retarget", changed, changed.Budget);
                json.Code("basis", (int)changed.Basis);
                json.Text("ok", changed.ApprovedBy);
                json.Text("rule", changed.Rule);
                break;
            case LedgerEntry.Reprojected moved:
                json.Entry("reproject", moved);
                json.WriteString("calv", moved.CalendarVersion);
                json.Instant("old", moved.OldDue);
                json.Instant("new", moved.NewDue);
                json.Text("ok", moved.ApprovedBy);
                json.Instant("floor", moved.NotBefore);
                break;
            case LedgerEntry.Stopped stopped:
                json.Entry("stop", entry);
                json.End(stopped.End);
                break;
            case LedgerEntry.Continued:
                json.Entry("continue", entry);
                break;
            case LedgerEntry.NewCycle cycle:
                json.Entry("cycle", cycle, cycle.Budget);
                if (cycle.CaseCycle is { } number)
                    json.WriteNumber("ccyc", number);
                json.Text("rule", cycle.Rule);
                break;
            case LedgerEntry.Reset reset:
                json.Entry("reset", reset, reset.Budget);
                json.Text("ok", reset.ApprovedBy);
                json.Text("rule", reset.Rule);
                break;
            case LedgerEntry.Voided voided:
                json.Entry("void", entry);
                json.End(voided.End);
                break;
            case LedgerEntry.Exempted exempted:
                json.Entry("exempt", entry);
                json.Code("of", exempted.Cycle ?? 0);
                break;
            case LedgerEntry.Acknowledged:
                json.Entry("ack", entry);
                break;
            case LedgerEntry.Progressed:
                json.Entry("progress", entry);
                break;
            default:
                throw new ArgumentException($"Expected an entry that the format knows, but found {entry.GetType().Name}.", nameof(entry));
        }
    }

    private static void Write(Utf8JsonWriter json, FiredRung fired)
    {
        json.WriteString("key", fired.RungKey);
        if (fired.Cycle != 1)
            json.WriteNumber("cycle", fired.Cycle);
        json.WriteNumber("epoch", fired.Epoch);
        json.Instant("due", fired.DueAt);
        if (fired.FiredAt != fired.DueAt)
            json.Instant("at", fired.FiredAt);
        json.Text("into", fired.CollapsedInto);
        if (fired.PassedOver)
            json.WriteBoolean("past", true);
    }

    private static void Write(Utf8JsonWriter json, NoticeHeader notice)
    {
        json.Id("id", notice.Id);
        json.WriteString("no", notice.Number);
        json.Code("kind", (int)notice.Kind);
        json.WriteString("to", notice.Recipient);
        json.Id("clock", notice.ClockId);
        json.Instant("at", notice.IssuedAt);
        json.Code("status", (int)notice.Status);
        json.Instant("until", notice.Deadline);
        json.Texts("items", notice.Items);
    }
}
