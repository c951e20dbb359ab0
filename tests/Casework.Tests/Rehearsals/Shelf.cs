using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Rehearsals;

namespace GridWorkflow.Casework.Tests.Rehearsals;

/// <summary>The shipped scenarios with their recorded routes.</summary>
internal static class Shelf
{
    public const string Folder = "workflows/demo/scenarios";

    public static IReadOnlyDictionary<string, Scenario> Scenarios { get; } = Directory.EnumerateFiles(District.Folder(Folder), "*.yaml")
        .Select(path => ScenarioFile.Read(new SourceFile(Path.GetRelativePath(Shipped.Root, path), File.ReadAllText(path))))
        .ToDictionary(scenario => scenario.Id, StringComparer.Ordinal);

    public static string Route(string id) => Path.Combine(District.Folder(Folder), $"{id}.route");

    public static Scenario Read(string yaml) => ScenarioFile.Read(new SourceFile("scenarios/test.yaml", yaml));
}
