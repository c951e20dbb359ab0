using GridWorkflow.Casework.Loading;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using GridWorkflow.Workflow.Definitions;
using Microsoft.Extensions.Logging;

namespace GridWorkflow.Runtime.Tests.Catalog;

/// <summary>Which of files and catalogue has the say, start after start.</summary>
public abstract class FileImportSuite<TDatabase> : IDisposable
    where TDatabase : TestDatabase, new()
{
    private readonly TDatabase _database = new();

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Steps: <c>A1</c> starts with a file of text A and number 1, <c>A1+B2</c> with two, <c>-</c> without; <c>save:X</c> and the other
    /// acts are an admin's.
    /// </summary>
    [Theory]
    [InlineData("A1", "1 Published File", "A")]
    [InlineData("A1 A1", "1 Published File", "A")]
    // The number of a text does not make it another one.
    [InlineData("A1 A2", "1 Published File", "A")]
    [InlineData("A1 B2", "1 Superseded File, 2 Published File", "B")]
    [InlineData("A1 B1", "1 Superseded File, 2 Published File", "B")]
    [InlineData("A3 B7", "3 Superseded File, 7 Published File", "B")]
    [InlineData("A1+B2", "1 Superseded File, 2 Published File", "B")]
    [InlineData("A1+B2 A1+B2", "1 Superseded File, 2 Published File", "B")]
    [InlineData("A1+B2 A1+B2+C3", "1 Superseded File, 2 Superseded File, 3 Published File", "C")]
    // The folder has gone back to an earlier file.
    [InlineData("A1 B2 A1", "1 Published File, 2 Superseded File", "A")]
    [InlineData("A1 B2 A1 B2", "1 Superseded File, 2 Published File", "B")]
    // A definition whose file is gone stays.
    [InlineData("A1 -", "1 Published File", "A")]
    // An admin's own version stays in force until he says otherwise.
    [InlineData("A1 save:X publish A1", "1 Superseded File, 2 Published Admin", "X")]
    [InlineData("A1 save:X publish B2", "1 Superseded File, 2 Published Admin, 3 Draft File", "X")]
    [InlineData("A1 save:X publish B2 B2", "1 Superseded File, 2 Published Admin, 3 Draft File", "X")]
    [InlineData("A1 save:X publish B2 C3", "1 Superseded File, 2 Published Admin, 3 Superseded File, 4 Draft File", "X")]
    [InlineData("A1 save:X publish B2 publish C4", "1 Superseded File, 2 Superseded Admin, 3 Superseded File, 4 Published File", "C")]
    [InlineData("A1 save:X publish save:Y B2", "1 Superseded File, 2 Published Admin, 3 Draft Admin, 4 Superseded File", "X")]
    [InlineData("A1 save:X B2", "1 Superseded File, 2 Draft Admin, 3 Published File", "B")]
    [InlineData("A1 retract A1", "1 Retracted File", "")]
    [InlineData("A1 retract B2", "1 Retracted File, 2 Draft File", "")]
    [InlineData("A1 retract delete A1", "", "")]
    // Drawn first, then brought as a file: the file is in force, the draft is his.
    [InlineData("A1 save:B B2", "1 Superseded File, 2 Draft Admin, 3 Published File", "B")]
    public async Task Files_and_admins_take_turns(string steps, string versions, string inForce)
    {
        var files = "-";
        Rig? rig = null;
        try
        {
            foreach (var step in steps.Split(' '))
            {
                if (char.IsUpper(step[0]) || step == "-")
                {
                    if (rig is not null)
                        await rig.DisposeAsync();
                    (files, rig) = (step, await Start(step));
                }
                else
                {
                    (await Do(rig!, step)).ShouldBeOfType<DefinitionOutcome.Changed>(step);
                }
            }

            await rig!.DisposeAsync();
            rig = await Start(files);
            string.Join(", ", (await rig.Definitions.Versions(Drawn.Id, Rig.Cancellation)).Reverse().Select(version => $"{version.Version} {version.State} {version.Origin}")).ShouldBe(versions);
            (rig.Catalog.Current.Definitions.Current(Drawn.Id)?.Activities.Last().Id ?? "").ShouldBe(inForce);
        }
        finally
        {
            if (rig is not null)
                await rig.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_admin_is_warned_of_a_file_that_waits()
    {
        await using var rig = await Start("A1");
        await Do(rig, "save:X");
        await Do(rig, "publish");
        var log = new Heard();
        using var library = new DefinitionLibrary(rig.Catalog, rig.Pipeline, rig.Definitions, rig.FileQueries, rig.Reviews, rig.Rule, rig.Time, new SeededRandom(5), log);
        await library.Open(Files("B2"), data => data, Rig.Cancellation);
        log.Lines.ShouldHaveSingleItem().ShouldBe(
            "definitions/B.json is version 3 of 'lamp', as a draft: version 2 of anna is in force. Publish it to put it in force.");
    }

    [Fact]
    public async Task A_file_that_may_not_be_published_stops_the_start_and_leaves_nothing()
    {
        var broken = new SourceFile("definitions/broken.json", Drawn.Sequence("broken", 1, """{"id":"w","type":"Elsa.While"}"""));
        var refused = await Should.ThrowAsync<RefusedException>(() => Rig.On(_database, files: [.. Files("A1"), broken]));
        var problem = refused.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.File, problem.ActivityId).ShouldBe(("dead-end", "definitions/broken.json", "w"));
        await using var context = _database.CreateDbContext();
        context.DefinitionVersions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nodes_that_start_at_once_bring_a_file_in_once()
    {
        var rigs = await Task.WhenAll(Enumerable.Range(1, 6).Select(seed => Task.Run(() => Rig.On(_database, seed: (ulong)seed, files: Files("A1+B2")))));
        (await rigs[0].Definitions.Versions(Drawn.Id, Rig.Cancellation)).Length.ShouldBe(2);
        rigs.ShouldAllBe(rig => rig.Catalog.Current.Definitions.Current(Drawn.Id)!.Version == 2);
        foreach (var rig in rigs)
            await rig.DisposeAsync();
    }

    [Fact]
    public async Task A_category_may_name_what_only_the_catalogue_has()
    {
        await using (var rig = await Start("A1"))
        {
        }

        var files = Files("-").Select(file => file.Path == "catalogue/test.yaml" ? file with { Text = file.Text.Replace("test-case", Drawn.Id, StringComparison.Ordinal) } : file);
        await using var next = await Rig.On(_database, seed: 2, files: [.. files]);
        next.Catalog.Current.Catalogue.Categories.ShouldHaveSingleItem().DefinitionId.ShouldBe(Drawn.Id);
    }

    [Fact]
    public async Task What_files_brought_stands_in_the_acts()
    {
        await using (var first = await Start("A1"))
        {
        }

        await using var rig = await Start("B2");
        var acts = await rig.Definitions.Acts(Drawn.Id, 10, Rig.Cancellation);
        acts.Select(act => (act.Act, act.Version, act.By, act.Note)).ShouldBe(
            [(DefinitionAct.Imported, 2, "system:files", "definitions/B.json"), (DefinitionAct.Imported, 1, "system:files", "definitions/A.json")]);
        acts[0].HashBefore.ShouldBe(acts[1].HashAfter.ShouldNotBeNull());
    }

    private sealed class Heard : ILogger<DefinitionLibrary>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }

    private Task<Rig> Start(string files) => Rig.On(_database, files: Files(files));

    private static IReadOnlyList<SourceFile> Files(string files) => Drawn.Folder(
        [.. files.Split('+', '-').Where(file => file.Length > 0).Select(file => (file[..1], Drawn.Sequence(Drawn.Id, file[1] - '0', Drawn.Line(file[..1]))))]);

    private static Task<DefinitionOutcome> Do(Rig rig, string act)
    {
        var parts = act.Split(':');
        return parts[0] switch
        {
            "save" => rig.Library.SaveDraft(Drawn.Id, Drawn.Sequence(Drawn.Id, 1, Drawn.Line(parts[1])), null, "anna", Rig.Cancellation),
            "publish" => rig.Library.Publish(Drawn.Id, null, "anna", Rig.Cancellation),
            "retract" => rig.Library.Retract(Drawn.Id, null, "anna", Rig.Cancellation),
            "delete" => rig.Library.Delete(Drawn.Id, null, null, "anna", Rig.Cancellation),
            _ => throw new ArgumentException($"Expected an act, but found '{act}'.", nameof(act)),
        };
    }
}
