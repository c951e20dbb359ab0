using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Runtime.Tests.Catalog;

public sealed class WorkflowFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gridworkflow-");

    public WorkflowFolderTests()
    {
        foreach (var path in new[]
        {
            "organisation.yaml", "definitions/b.json", "definitions/a.json", "policies/p.yaml", "ladders/l.yaml", "calendars/deep/c.yaml", "catalogue/c.yaml",
            "templates/t.yaml", "templates/readme.md", "maps/boston.yaml", "demo/organisation.yaml", "demo/policies/d.yaml",
        })
        {
            var file = Path.Combine(_folder.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, $"text of {path}");
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Reads_the_known_folders_by_path()
    {
        var files = WorkflowFolder.Read(_folder.FullName, demo: false);
        files.Select(file => file.Path).ShouldBe(
        [
            "calendars/deep/c.yaml", "catalogue/c.yaml", "definitions/a.json", "definitions/b.json", "ladders/l.yaml", "organisation.yaml", "policies/p.yaml", "templates/t.yaml",
        ]);
        files[2].Text.ShouldBe("text of definitions/a.json");
    }

    [Fact]
    public void Reads_the_demo_beside_them_when_asked() =>
        WorkflowFolder.Read(_folder.FullName, demo: true).Select(file => file.Path).ShouldContain("demo/policies/d.yaml");

    [Fact]
    public void Names_the_folder_that_is_missing() =>
        Should.Throw<DirectoryNotFoundException>(() => WorkflowFolder.Read(Path.Combine(_folder.FullName, "nowhere"), demo: false)).Message.ShouldContain("nowhere");
}
