using System.Security.Cryptography;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Rehearsals;
using GridWorkflow.Workflow.Definitions;

namespace GridWorkflow.Host.Rehearsals;

/// <summary>
/// Scenarios that somebody has written on the page and not saved yet: the last few stay in memory, so that each moment has an address. They
/// are gone after a restart, and another node does not know them.
/// </summary>
public sealed class ScenarioShelf
{
    private const int Most = 100;

    private readonly Lock _gate = new();
    private readonly LinkedList<(string Key, string Yaml)> _written = [];

    /// <summary>Keeps a text.</summary>
    /// <returns>By which it is found again; the same text has the same one.</returns>
    public string Put(string yaml)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(yaml)))[..16];
        lock (_gate)
        {
            Remove(key);
            _written.AddFirst((key, yaml));
            if (_written.Count > Most)
                _written.RemoveLast();
        }

        return key;
    }

    /// <summary>The text; null when it was never there or others have come since.</summary>
    public string? Find(string key)
    {
        lock (_gate)
            return _written.FirstOrDefault(one => one.Key == key).Yaml;
    }

    /// <summary>Reads a text as a scenario.</summary>
    /// <returns>The scenario, or everything that is wrong with it.</returns>
    public static (Scenario? Scenario, IReadOnlyList<Problem> Problems) Read(string yaml)
    {
        try
        {
            return (ScenarioFile.Read(new SourceFile("scenarios/written.yaml", yaml)), []);
        }
        catch (RefusedException refused)
        {
            return (null, refused.Problems);
        }
    }

    private void Remove(string key)
    {
        for (var node = _written.First; node is not null; node = node.Next)
        {
            if (node.Value.Key != key)
                continue;
            _written.Remove(node);
            return;
        }
    }
}
