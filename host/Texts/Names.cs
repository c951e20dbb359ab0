using GridWorkflow.Casework;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Host.Texts;

/// <summary>What units, people, roles, tasks and outcomes are called in the reader's language; the key itself where the data has no name.</summary>
public sealed class Names(ReferenceCatalog reference, Wording wording)
{
    private readonly ReferenceData _data = reference.Current;

    public string Category(string code) => _data.Catalogue.Find(code)?.Names.In(wording.Language) ?? code;

    public string Unit(string id) => _data.Organisation.Unit(id)?.Names.In(wording.Language) ?? id;

    public string Level(string key) => _data.Organisation.Level(key)?.Names.In(wording.Language) ?? key;

    public string Role(string key) => _data.Organisation.Role(key)?.Names.In(wording.Language) ?? key;

    /// <summary>A person, or what kind of system acted.</summary>
    public string Actor(string id)
    {
        if (_data.Organisation.Person(id) is { } person)
            return person.Names.In(wording.Language);
        if (!id.StartsWith("system:", StringComparison.Ordinal))
            return id;
        var parts = id.Split(':');
        return parts.Length > 2 && wording.Find($"system.{parts[1]}-named") is not null
            ? wording[$"system.{parts[1]}-named", string.Join(':', parts[2..])]
            : wording.Find($"system.{parts[1]}") ?? id;
    }

    public string Task(string key) => _data.Words.Task(key).In(wording.Language);

    public string Outcome(string key) => _data.Words.Outcome(key).In(wording.Language);

    /// <summary>An activity of a lifecycle; null where the data has no name for it.</summary>
    public string? Activity(string definitionId, string activityId) => _data.Words.Activity(definitionId, activityId)?.In(wording.Language);

    /// <summary>A lifecycle as the data name it, else as its definition does, else its id.</summary>
    public string Lifecycle(string definitionId, string? name) =>
        _data.Words.Lifecycles.GetValueOrDefault(definitionId)?.In(wording.Language) ?? (name is { Length: > 0 } ? name : definitionId);

    /// <summary>What a lifecycle is for, as the data say it, else as its definition does; null where neither does.</summary>
    public string? About(string definitionId, string? description) => _data.Words.About.GetValueOrDefault(definitionId)?.In(wording.Language) ?? description;

    /// <summary>Grids by name, for the filters.</summary>
    public IReadOnlyList<(string Code, string Name)> Grids(Func<string, bool> include) =>
        [.. _data.Organisation.Grids.Where(grid => include(grid.Id)).Select(grid => (grid.Id, grid.Names.In(wording.Language)))];
}
