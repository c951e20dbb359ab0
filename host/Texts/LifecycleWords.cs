using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Texts;

/// <summary>What activities, outcomes and properties of a lifecycle are called in the reader's language.</summary>
public sealed class LifecycleWords(Names names, ActivityNames activities, Wording wording)
{
    /// <summary>A task is named as in the inbox; another activity as the data, the texts of the face or the definition say. Null: as it is.</summary>
    public string? Label(string definitionId, ActivityNode activity) => activities.Of(definitionId, activity);

    /// <summary>An outcome.</summary>
    public string Port(string port) => names.Outcome(port);

    /// <summary>The last part of a path that has a name; the path itself where nobody named it.</summary>
    public string Property(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return wording.Find($"property.{path}") ?? wording.Find($"property.{path.Split('.', '[')[0]}") switch
        {
            { } known when path.IndexOfAny(['.', '[']) is > 0 and var at => $"{known} {path[at..].TrimStart('.')}",
            { } known => known,
            null => path,
        };
    }

    /// <summary>The value of a property: a role, a level or a unit by its name beside its key.</summary>
    public string Value(string path, string value) => path switch
    {
        "role" => Beside(names.Role(value), value),
        "level" => Beside(names.Level(value), value),
        "unit" => Beside(names.Unit(value), value),
        "key" => Beside(names.Task(value), value),
        _ => value,
    };

    private static string Beside(string name, string key) => name == key ? key : $"{name} ({key})";
}
