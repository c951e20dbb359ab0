using System.Collections.Immutable;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Clocks;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Catalogue;

/// <summary>One of several deadlines that follow one another: stop, penalise, demolish (制止、處罰、拆除).</summary>
/// <param name="Key">Name of its clock: <c>stop</c>.</param>
/// <param name="Names">What it is called.</param>
/// <param name="Budget">How long it may take, from the moment at which the one before is met.</param>
public sealed record Milestone(string Key, LocalText Names, Budget Budget);

/// <summary>What one category or filing condition allows, in one class of areas and on one level, or in all of them.</summary>
/// <param name="Area">Class of the area (區域類別), such as <c>A</c>; null: any.</param>
/// <param name="Level">Key of the level that handles it; null: any.</param>
/// <param name="Budget">How long (處置時限); null where only milestones are given.</param>
public sealed record LimitRule(string? Area, string? Level, Budget? Budget)
{
    /// <summary>The limit in the words of its source: <c>2紧急工作时</c>. Kept beside what was read from it, for a dispute.</summary>
    public string? Source { get; init; }

    /// <summary>What must be true when the case is closed (結案條件): <c>恢复</c>.</summary>
    public string? Close { get; init; }

    /// <summary>By whose authority it is settled; unjudged: nothing is said.</summary>
    public PermissionClass Permission { get; init; }

    /// <summary>Deadlines one after the other; empty: one limit is all.</summary>
    public ImmutableArray<Milestone> Milestones { get; init; } = [];

    /// <summary>Whether it gives a limit; one that does not only says how a case is closed and by whose authority.</summary>
    internal bool IsLimit => Budget is not null || !Milestones.IsEmpty;

    /// <summary>How well it fits: the area weighs more than the level; below zero: not at all.</summary>
    internal int Fit(string? area, string? level) =>
        (Area is not null && Area != area) || (Level is not null && Level != level) ? -1 : (Area is null ? 0 : 2) + (Level is null ? 0 : 1);
}

/// <summary>One of the situations in which a category is filed (立案條件).</summary>
/// <param name="Number">Its number in the category: <c>2</c>.</param>
/// <param name="Text">What it says, in the words of its source.</param>
public sealed record FilingCondition(string Number, LocalText Text)
{
    /// <summary>Taken where a report names none.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Who handles it (處置單位), in the words of its source.</summary>
    public string? Handler { get; init; }

    /// <summary>Who supervises it (主管部門), in the words of its source.</summary>
    public string? Supervisor { get; init; }

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<LimitRule> Limits { get; init; } = [];
}

/// <summary>What kind of thing a category is about (類型).</summary>
public enum CategoryType : byte
{
    /// <summary>A group of the tenant's own.</summary>
    Own,

    /// <summary>部件: a lid, a lamp, a bench.</summary>
    Component,

    /// <summary>事件: litter, noise, a stall in the way.</summary>
    Event,
}

/// <summary>大類: a group of categories.</summary>
/// <param name="Code">Code in the catalogue: <c>C01</c>.</param>
/// <param name="Names">What it is called.</param>
/// <param name="Type">What its categories are about.</param>
public sealed record CategoryGroup(string Code, LocalText Names, CategoryType Type);
