using System.Collections.Immutable;
using GridWorkflow.Casework.Organisation;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Access;

/// <summary>The one place that says whether a reader may see a case. A case that he may not see is not there.</summary>
public sealed class CaseDoor(CaseQueries queries, Reader reader, ReferenceCatalog reference)
{
    /// <summary>The case with this number, or null when there is none or it is not for the reader.</summary>
    public async Task<CaseDetail?> Open(string number, CancellationToken cancellation) =>
        number.Length <= 40 && await queries.CaseWithNumber(number, cancellation) is { } id
        && await queries.Case(id, cancellation) is { } detail && MaySee(detail)
            ? detail
            : null;

    /// <summary>Grids whose cases the reader sees in lists; null: all.</summary>
    public ImmutableArray<string>? Grids => reader.SeesAll
        ? null
        : [.. reference.Current.Organisation.Grids.Where(grid => reader.Oversees(grid.Id)).Select(grid => grid.Id)];

    private bool MaySee(CaseDetail detail) =>
        reader.Oversees(detail.Case.GridCode)
        || (reader.Person is { } person && detail.Tasks.Any(task => IsFor(task, person)));

    /// <summary>Who has or had a task on a case goes on seeing it, and so does who leads the unit of the task.</summary>
    private bool IsFor(TaskRow task, Person person) =>
        task.Assignee == person.Id || task.CompletedBy == person.Id || reader.Posts.Contains(new Post(task.Role, task.UnitId)) || reader.LedUnits.Contains(task.UnitId);
}
