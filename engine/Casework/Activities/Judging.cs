using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;

namespace GridWorkflow.Casework.Activities;

/// <summary>
/// 定性 (M11): a rule of the catalogue says by whose authority a matter is settled; whoever judges may decide otherwise, with
/// the reason. A task judges when its outcomes are the permission classes.
/// </summary>
internal static class Judging
{
    /// <summary>What the pinned rule says of a case; unjudged: nothing. The hint of a category is for people and binds nobody.</summary>
    public static PermissionClass Expected(CaseFile file) => file.Rule?.Permission ?? PermissionClass.Unjudged;

    /// <summary>Outcomes that need a remark: those of the definition, and of a task that judges each one that departs from the catalogue.</summary>
    public static ImmutableArray<string> WithReasons(ImmutableArray<string> named, ImmutableArray<string> outcomes, CaseFile file)
    {
        if (outcomes.IsEmpty || !IsClass(outcomes[0]))
            return named;
        var expected = Expected(file);
        return expected == PermissionClass.Unjudged || !outcomes.All(IsClass)
            ? named
            : [.. named.Union(outcomes.Where(outcome => outcome != expected.ToString()), StringComparer.Ordinal)];
    }

    private static bool IsClass(string outcome) => outcome is nameof(PermissionClass.General) or nameof(PermissionClass.Coordination) or nameof(PermissionClass.Approval);
}
