using GridWorkflow.Casework.Cases;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Runtime.Instances;

/// <summary>An instance between its row and its state. One without a case file is no case.</summary>
internal static class StoredState
{
    /// <exception cref="FormatException">The row holds something else.</exception>
    public static InstanceState Read(InstanceRow row, Program program)
    {
        var state = StateFormat.Read(row.State, program);
        return row.CaseFile.Length == 0 ? state : state with { Attachment = CaseFileFormat.Read(row.CaseFile) };
    }

    /// <summary>The bytes of the case file; none for an instance that is no case.</summary>
    public static byte[] CaseFile(InstanceState state) => state.Attachment switch
    {
        null => [],
        CaseFile file => CaseFileFormat.Write(file),
        var other => throw new InvalidOperationException($"Expected a case file with instance {state.Id}, but found {other.GetType().Name}."),
    };
}
