using System.Collections.Immutable;
using System.Text.Json;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.DryRuns;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Runtime.DryRuns;

/// <summary>
/// The cases that a dry run lists, a line each in a file that has no name: it is gone when the result is dropped, or with the process. In
/// memory stands only where every fiftieth line of a list begins.
/// </summary>
internal sealed class DryRunSpool : IDisposable
{
    private const int Stride = 50;

    private static readonly ShiftMark[] Lists = Enum.GetValues<ShiftMark>();

    private readonly FileStream _file;
    private readonly Lock _gate = new();
    private readonly Dictionary<ShiftMark, List<long>> _places = Lists.ToDictionary(mark => mark, _ => new List<long>());
    private readonly Dictionary<ShiftMark, int> _lengths = Lists.ToDictionary(mark => mark, _ => 0);
    private long _end;

    public DryRunSpool()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose, BufferSize = 64 * 1024,
        });
        // Where a file may be open without a name, nothing is left behind by a process that is killed.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
    }

    /// <summary>Writes lines to the end, in order.</summary>
    public void Write(IReadOnlyList<(ShiftMark Marks, byte[] Line)> lines)
    {
        lock (_gate)
        {
            _file.Position = _end;
            foreach (var (marks, line) in lines)
            {
                foreach (var list in Lists)
                {
                    if (list != ShiftMark.None && (marks & list) == 0)
                        continue;
                    if (_lengths[list]++ % Stride == 0)
                        _places[list].Add(_end);
                }

                _file.Write(line);
                _file.WriteByte((byte)'\n');
                _end += line.Length + 1;
            }
        }
    }

    /// <summary>How many cases stand in the list of a mark; none: in the whole one.</summary>
    public int Length(ShiftMark list)
    {
        lock (_gate)
            return _lengths[list];
    }

    /// <summary>Part of a list, in the order of the cases' ids.</summary>
    /// <param name="list">Only cases with this mark; none: all.</param>
    /// <param name="page">Which part.</param>
    public Page<CaseShift> Read(ShiftMark list, PageRequest page)
    {
        lock (_gate)
        {
            var (first, size) = ((page.ValidNumber - 1) * page.ValidSize, page.ValidSize);
            var rows = ImmutableArray.CreateBuilder<CaseShift>();
            var place = first / Stride;
            if (place < _places[list].Count)
            {
                var skip = first % Stride;
                foreach (var shift in From(_places[list][place]).Where(shift => list == ShiftMark.None || (shift.Marks & list) != 0))
                {
                    if (skip-- > 0)
                        continue;
                    rows.Add(shift);
                    if (rows.Count == size)
                        break;
                }
            }

            return new Page<CaseShift>(rows.ToImmutable(), page.ValidNumber, size, _lengths[list]);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _file.Dispose();
    }

    private IEnumerable<CaseShift> From(long position)
    {
        _file.Position = position;
        using var reader = new StreamReader(_file, leaveOpen: true);
        while (reader.ReadLine() is { Length: > 0 } line)
            yield return Parse(line);
    }

    /// <summary>A case as a line.</summary>
    public static byte[] Line(CaseShift shift) => JsonSerializer.SerializeToUtf8Bytes(new Stored(
        shift.CaseId, shift.Number, shift.DefinitionId, shift.UnitId, shift.CategoryCode, (int)shift.Marks,
        [.. shift.Clocks.Select(clock => new StoredClock(clock.Name, clock.Kind, clock.OldDue, clock.NewDue, clock.TakenDue, clock.IsNew, clock.Unlimited, [.. clock.Rungs], [.. clock.TakenRungs], [.. clock.PassedRungs]))],
        shift.RuleBefore, shift.RuleAfter, [.. shift.Notes],
        [.. shift.Problems.Select(problem => new StoredProblem(problem.Code, problem.Reason, problem.Remedy, problem.ActivityId))]));

    private static CaseShift Parse(string line)
    {
        var read = JsonSerializer.Deserialize<Stored>(line)!;
        return new CaseShift
        {
            CaseId = read.Id,
            Number = read.Number,
            DefinitionId = read.Definition,
            UnitId = read.Unit,
            CategoryCode = read.Category,
            Marks = (ShiftMark)read.Marks,
            Clocks = [.. read.Clocks.Select(clock => new ClockShift(clock.Name, clock.Kind, clock.Old, clock.New, clock.Taken)
            {
                IsNew = clock.Begun, Unlimited = clock.Unlimited, Rungs = [.. clock.Rungs], TakenRungs = [.. clock.TakenRungs], PassedRungs = [.. clock.PassedRungs],
            })],
            RuleBefore = read.Before,
            RuleAfter = read.After,
            Notes = [.. read.Notes],
            Problems = [.. read.Problems.Select(problem => new Problem(problem.Code, problem.Reason, problem.Remedy) { ActivityId = problem.Activity })],
        };
    }

    private sealed record Stored(
        Guid Id, string Number, string Definition, string Unit, string Category, int Marks, StoredClock[] Clocks, string? Before, string? After, string[] Notes, StoredProblem[] Problems);

    private sealed record StoredClock(string Name, ClockKind Kind, DateTimeOffset? Old, DateTimeOffset? New, DateTimeOffset? Taken, bool Begun, bool Unlimited, string[] Rungs, string[] TakenRungs, string[] PassedRungs);

    private sealed record StoredProblem(string Code, string Reason, string Remedy, string? Activity);
}
