using System.Collections.Immutable;
using GridWorkflow.Casework.Loading;
using GridWorkflow.Casework.Texts;

namespace GridWorkflow.Casework.Schedules;

/// <summary>Reads <c>subjects/*.yaml</c>: one kind of subjects a file, of one grid or several.</summary>
internal static class SubjectFile
{
    public static ImmutableArray<(Subject Subject, int Line)> Read(SourceFile file) => YamlFile.Read(file, map =>
    {
        var kind = map.Id("kind");
        var grid = map.TextOrNull("grid");
        return map.Need("subjects")?.List(value => (Subject: value.Map(one => ReadSubject(one, kind, grid)), value.Line))
            .Where(pair => pair.Subject is not null).Select(pair => (pair.Subject!, pair.Line)).ToImmutableArray() ?? [];
    });

    private static Subject ReadSubject(YamlMap map, string kind, string? grid) =>
        new(map.Id("id"), kind, grid is null ? map.Text("grid") : map.TextOrNull("grid") ?? grid, LocalText.Read(map.Need("names"))) { UnitId = map.TextOrNull("unit") };
}
