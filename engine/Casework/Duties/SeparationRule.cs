using System.Collections.Immutable;

namespace GridWorkflow.Casework.Duties;

/// <summary>Whom a deed bars from the other actions of a rule.</summary>
public enum SeparationScope : byte
{
    /// <summary>The person who did it.</summary>
    Person,

    /// <summary>Everybody who has a post in the unit for which it was done, or below that unit.</summary>
    Unit,
}

/// <summary>監督與管理分離, for one case: who did this may not do that. Roles are not looked at; somebody may well hold both.</summary>
/// <param name="Key">Name in files and refusals: <c>handlers-do-not-judge</c>.</param>
/// <param name="Did">Actions that bar.</param>
/// <param name="Scope">Whom they bar.</param>
/// <param name="MayNot">Actions that are barred.</param>
public sealed record SeparationRule(string Key, ImmutableArray<string> Did, SeparationScope Scope, ImmutableArray<string> MayNot);
