using System.Collections.Immutable;

namespace GridWorkflow.Casework.Cases;

/// <summary>
/// What happened to a case, as figures and later steps ask for it. Facts are never judged and never taken back: what a later step
/// undoes is counted (kpi.md §1).
/// </summary>
public sealed record CaseFacts
{
    public static CaseFacts None { get; } = new();

    /// <summary>立案: when the report became a case.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>The clocks of the whole case begin with the registration, not with the report; pinned when the case is filed.</summary>
    public bool CountsFromRegistration { get; init; }

    /// <summary>派遣, the first one.</summary>
    public DateTimeOffset? FirstDispatchedAt { get; init; }

    /// <summary>派遣, the last one.</summary>
    public DateTimeOffset? DispatchedAt { get; init; }

    /// <summary>Unit of the first dispatch.</summary>
    public string? FirstUnit { get; init; }

    /// <summary>主辦: unit of the last dispatch; it handles the case.</summary>
    public string? HandlingUnit { get; init; }

    /// <summary>協辦: units that help.</summary>
    public ImmutableArray<string> SupportingUnits { get; init; } = [];

    /// <summary>When the feedback was accepted; an inspection that fails takes it back.</summary>
    public DateTimeOffset? FedBackAt { get; init; }

    /// <summary>作廢 or 不予立案.</summary>
    public DateTimeOffset? VoidedAt { get; init; }

    /// <summary>掛賬: since when it stands still with leave.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>From 1; each reopening begins another.</summary>
    public int Cycle { get; init; } = 1;

    /// <summary>返工.</summary>
    public int Reworks { get; init; }

    /// <summary>返工, the last one; null also where an earlier program ordered it.</summary>
    public DateTimeOffset? ReworkedAt { get; init; }

    /// <summary>退回 that the dispatcher confirmed: it was dispatched to the wrong unit.</summary>
    public int ConfirmedReturns { get; init; }

    /// <summary>退回 that the dispatcher did not confirm.</summary>
    public int RefusedReturns { get; init; }

    /// <summary>延期 that were approved.</summary>
    public int Extensions { get; init; }

    /// <summary>當事人: whom a form named as the one whom the case is about; she neither investigates nor decides on it. Null: nobody is named.</summary>
    public string? Accused { get; init; }

    /// <summary>緊急: all levels of its line were told already, by hand or since it was filed as an emergency that has ended; they are not told twice.</summary>
    public bool Alerted { get; init; }

    public bool Equals(CaseFacts? other) =>
        other is not null && RegisteredAt == other.RegisteredAt && FirstDispatchedAt == other.FirstDispatchedAt && DispatchedAt == other.DispatchedAt
        && FirstUnit == other.FirstUnit && HandlingUnit == other.HandlingUnit && SupportingUnits.SequenceEqual(other.SupportingUnits)
        && FedBackAt == other.FedBackAt && VoidedAt == other.VoidedAt && SuspendedAt == other.SuspendedAt && Cycle == other.Cycle
        && Reworks == other.Reworks && ConfirmedReturns == other.ConfirmedReturns && RefusedReturns == other.RefusedReturns && Extensions == other.Extensions && Accused == other.Accused
        && CountsFromRegistration == other.CountsFromRegistration && ReworkedAt == other.ReworkedAt && Alerted == other.Alerted;

    public override int GetHashCode() => HashCode.Combine(RegisteredAt, DispatchedAt, HandlingUnit, FedBackAt, Cycle, Reworks);
}
