using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Schedules;

/// <summary>What cases are about again and again, beside places: a household (戶), a park (園區), a shop.</summary>
/// <param name="Id">Unique in the installation.</param>
/// <param name="Kind">What it is: <c>household</c>.</param>
/// <param name="GridCode">The grid in which it lies.</param>
/// <param name="Names">What people see.</param>
public sealed record Subject(string Id, string Kind, string GridCode, LocalText Names)
{
    /// <summary>The unit that looks after it (管理單位): who belongs to it judges nothing about it. Null: none is named.</summary>
    public string? UnitId { get; init; }
}
