using System.Collections.Immutable;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Duties;

/// <summary>Hours that a roster must cover, every day that it names.</summary>
/// <param name="Key">Name in the roster: <c>day</c>.</param>
/// <param name="Days">Days of the week.</param>
/// <param name="From">Local time of the organisation.</param>
/// <param name="To">Not after midnight: a night is two windows.</param>
public sealed record DutyWindow(string Key, ImmutableArray<DayOfWeek> Days, TimeOnly From, TimeOnly To);

/// <summary>五定: who, in what post, where, when, by what standard.</summary>
/// <param name="PersonId">定人</param>
/// <param name="Post">定崗: role that the person holds.</param>
/// <param name="Area">定區域: a unit; all grids below it.</param>
/// <param name="Window">定時間: key of a window.</param>
/// <param name="Standard">定標準: key of a standard.</param>
public sealed record DutyAssignment(string PersonId, string Post, string Area, string Window, string Standard);

/// <summary>A duty roster. Only a complete one is in force: all five of every assignment, every grid in every window.</summary>
/// <param name="Id">Name of the roster.</param>
/// <param name="Area">Unit whose grids it covers.</param>
/// <param name="Standards">What the assignments are held to, by key.</param>
public sealed record Roster(
    string Id, string Area, ImmutableArray<DutyWindow> Windows, ImmutableSortedDictionary<string, LocalText> Standards, ImmutableArray<DutyAssignment> Assignments);
