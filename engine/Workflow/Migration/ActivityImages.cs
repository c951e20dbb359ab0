using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Workflow.Migration;

/// <summary>Which activity of the new version stands for which of the old.</summary>
internal sealed class ActivityImages(Program from, Program to, IReadOnlyDictionary<string, string> map)
{
    /// <summary>The image of an old activity: by the map, else by the same id; null when there is none.</summary>
    public ProgramActivity? Of(ProgramActivity old)
    {
        if (old.Index == 0)
            return to.Table[0];
        var wanted = map.TryGetValue(old.Id, out var mapped) ? mapped : old.Id;
        var parent = Of(from.Table[old.ParentIndex]);
        return Array.Find(to.Table, candidate => candidate.Id == wanted && candidate.ParentIndex == parent?.Index) ?? to.Find(wanted);
    }

    /// <summary>The old activity whose image this is; null when it is new.</summary>
    public ProgramActivity? Before(ProgramActivity image) => Array.Find(from.Table, old => Of(old)?.Index == image.Index);
}
