using System.Collections.Immutable;
using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Catalogue;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Workflow.Activities;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Publishing;

/// <summary>Where a task can be opened: who may take it there.</summary>
internal readonly record struct TaskPlace(string Role, Unit Unit);

/// <summary>A grid and a level that owns a case of it.</summary>
internal readonly record struct CaseSpot(Unit Grid, Level Level, Unit Line);

/// <summary>Where cases of a lifecycle can lie in an organisation.</summary>
internal sealed class CasePlaces
{
    private const int MostNamed = 5;

    private readonly OrganisationChart _organisation;
    private readonly DutyBook _duties;

    public CasePlaces(Program program, ReferenceData data)
    {
        _organisation = data.Organisation;
        _duties = data.Duties;
        Categories = [.. data.Catalogue.Categories.Where(category => category.DefinitionId == program.DefinitionId)];
        // A case is filed at the lowest level; only a move takes it to another.
        var moves = program.Activities.Any(activity => activity.Type is LevelMove);
        Spots =
        [
            .. from grid in _organisation.Grids
               from level in moves ? _organisation.Levels : _organisation.Levels[..1]
               let line = _organisation.UnitAt(grid.Id, level.Key)
               where line is not null
               select new CaseSpot(grid, level, line),
        ];
        var handlers = program.Activities.Where(activity => activity.Type is HumanTask && GridActivity.Literal(activity.Node, "unit") == HumanTask.HandlingUnit)
            .Select(activity => GridActivity.Literal(activity.Node, "role")).OfType<string>().Select(role => _organisation.Role(role)?.Seat).OfType<string>().ToHashSet(StringComparer.Ordinal);
        HandlingUnits = [.. _organisation.Units.Where(unit => unit.Kind is { } kind && handlers.Contains(kind))];
    }

    public ImmutableArray<Category> Categories { get; }

    public ImmutableArray<CaseSpot> Spots { get; }

    /// <summary>Units that a case can be dispatched to, as far as the seats of those who handle it say.</summary>
    public ImmutableArray<Unit> HandlingUnits { get; }

    /// <summary>Where a task can be opened; null where a script decides.</summary>
    /// <param name="missing">Grids above which no unit of the level stands that the task asks for.</param>
    public ImmutableHashSet<TaskPlace>? Of(ProgramActivity task, out ImmutableArray<Unit> missing)
    {
        missing = [];
        var role = GridActivity.Literal(task.Node, "role") is { Length: > 0 } named ? named : null;
        if (task.Type is SupportTasks)
            return role is null ? null : [.. UnitsOf(role).Select(unit => new TaskPlace(role, unit))];
        if (task.Node.TryGet("unit", out _) && GridActivity.Literal(task.Node, "unit") is not { Length: > 0 })
            return null;
        if (GridActivity.Literal(task.Node, "unit") is { Length: > 0 } at)
        {
            var units = at != HumanTask.HandlingUnit ? _organisation.Unit(at) is { } unit ? [unit] : [] : role is null or HumanTask.UnitLeader ? HandlingUnits : UnitsOf(role);
            return [.. units.Select(unit => Answering(role, unit))];
        }

        if (task.Node.TryGet("level", out _) && GridActivity.Literal(task.Node, "level") is null)
            return null;
        return ByLevel(role, GridActivity.Literal(task.Node, "level"), out missing);
    }

    /// <summary>Units as people call them: the first few by name, and how many more.</summary>
    public static string Name(IReadOnlyCollection<Unit> units) => string.Join(", ", units.OrderBy(unit => unit.Id, StringComparer.Ordinal).Take(MostNamed).Select(unit => $"{unit.Names.English} ({unit.Id})"))
        + (units.Count > MostNamed ? $" and {units.Count - MostNamed} more" : "");

    private ImmutableHashSet<TaskPlace> ByLevel(string? role, string? text, out ImmutableArray<Unit> missing)
    {
        var places = ImmutableHashSet.CreateBuilder<TaskPlace>();
        var without = ImmutableArray.CreateBuilder<Unit>();
        var seen = new HashSet<(string Role, string Line)>();
        foreach (var spot in Spots)
        {
            Level level;
            try
            {
                level = LevelExpression.Resolve(text, spot.Level.Key, _organisation);
            }
            catch (ActivityFaultException)
            {
                // Above the top or below the bottom: what leads there asks first.
                continue;
            }

            if (_organisation.UnitAt(spot.Grid.Id, level.Key) is not { } line)
            {
                without.Add(spot.Grid);
                continue;
            }

            foreach (var holder in HoldersAt(role, level))
            {
                if (!seen.Add((holder, line.Id)))
                    continue;
                foreach (var seat in SeatsOf(holder, line))
                    places.Add(new TaskPlace(holder, seat));
            }
        }

        missing = [.. without.Distinct()];
        return places.ToImmutable();
    }

    /// <summary>Who may be asked at a level: where the permission class decides, whoever the table names for any of them.</summary>
    private IEnumerable<string> HoldersAt(string? role, Level level) => role switch
    {
        null => [level.Handler],
        HumanTask.ByClass => Enum.GetValues<PermissionClass>().Select(permission => _duties.RoleFor(permission, level, _organisation) ?? level.Handler).Distinct(),
        _ => [role],
    };

    /// <summary>Where a role sits beside a unit, whatever the category.</summary>
    public IEnumerable<Unit> SeatsOf(string role, Unit line) => _organisation.Role(role)?.Seat is null
        ? [line]
        : Categories.SelectMany(category => _organisation.SeatsOf(role, line.Id, category.Code)).DistinctBy(unit => unit.Id);

    private IEnumerable<Unit> UnitsOf(string role) => _organisation.Role(role)?.Seat is { } seat ? _organisation.Units.Where(unit => unit.Kind == seat) : HandlingUnits;

    private TaskPlace Answering(string? role, Unit unit)
    {
        if (role != HumanTask.UnitLeader)
            return new TaskPlace(role ?? _organisation.Level(unit.Level)!.Handler, unit);
        var answering = _organisation.AnsweringFor(unit.Id)!;
        return new TaskPlace(answering.Kind is null ? _organisation.Level(answering.Level)!.Leader : OrganisationChart.LeaderRole, answering);
    }
}
