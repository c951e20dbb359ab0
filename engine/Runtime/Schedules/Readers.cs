using System.Collections.Immutable;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Schedules;

namespace GridWorkflow.Runtime.Schedules;

/// <summary>Whom the documents of a schedule are addressed to, found when they are made.</summary>
internal static class Readers
{
    /// <summary>Holders of its roles; where there are none, who answers for its unit, or for the nearest unit above.</summary>
    public static ImmutableArray<string> Of(Schedule schedule, ReferenceData data)
    {
        var organisation = data.Organisation;
        var people = schedule.To.SelectMany(role => organisation.HoldersOf(role)).Select(person => person.Id).Distinct().ToImmutableArray();
        if (!people.IsEmpty || schedule.To.IsEmpty)
            return people;
        var unit = schedule.UnitId ?? organisation.Units.FirstOrDefault(root => root.ParentId is null)?.Id;
        return unit is null
            ? []
            : [.. organisation.NearestLeaders(unit).Select(person => person.Id)];
    }
}
