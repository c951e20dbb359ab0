using GridWorkflow.Casework.Cases;

namespace GridWorkflow.Casework.Duties;

/// <summary>One cell of the routing table (M11): who settles matters of a permission class at a level.</summary>
/// <param name="Class">一般, 協調 or 審批.</param>
/// <param name="Level">Key of a level, or <c>lowest</c>, <c>highest</c>, each with <c>+1</c> or <c>-1</c>.</param>
/// <param name="Role">Whose task it is.</param>
public sealed record ClassRoute(PermissionClass Class, string Level, string Role);
