using System.CommandLine;
using System.Globalization;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Composition;

/// <summary>
/// <c>definitions list|publish FILE|retract ID</c>: the catalogue from the command line. A host that runs on the same database has a
/// change within two seconds.
/// </summary>
internal static class DefinitionsVerb
{
    private const string By = "system:command-line";

    public static Command Create(Func<ParseResult, HostSettings> settings)
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A workflow definition of Elsa 3, JSON." };
        var id = new Argument<string>("ID") { Description = "Id of the definition." };
        var list = new Command("list", "List the versions of all definitions.");
        var publish = new Command("publish", "Save a file as the draft of its definition and publish it.") { file };
        var retract = new Command("retract", "Take a definition out of force: no new cases start with it.") { id };
        list.SetAction((parsed, cancellation) => Run(settings(parsed), List, cancellation));
        publish.SetAction((parsed, cancellation) => Run(settings(parsed), host => Publish(host, parsed.GetValue(file)!, cancellation), cancellation));
        retract.SetAction((parsed, cancellation) => Run(
            settings(parsed), async host => await Tell(await host.Services.GetRequiredService<DefinitionLibrary>().Retract(parsed.GetValue(id)!, null, By, cancellation)), cancellation));
        return new Command("definitions", "Versions of lifecycles.") { list, publish, retract };

        Task<int> List(WebApplication host) => DefinitionsVerb.List(host.Services.GetRequiredService<DefinitionQueries>());
    }

    private static async Task<int> Run(HostSettings settings, Func<WebApplication, Task<int>> act, CancellationToken cancellation)
    {
        await using var host = await GridHost.Build(settings, cancellation);
        host.Services.GetRequiredService<GridDatabase>().Migrate();
        var library = host.Services.GetRequiredService<DefinitionLibrary>();
        // A server on the same database has brought its own folder; this one may see another.
        if (!await library.Follow(data => data, cancellation))
            await library.Open(WorkflowFolder.Read(settings.Paths.Workflows, settings.Demo), data => data, cancellation);
        return await act(host);
    }

    private static async Task<int> List(DefinitionQueries queries)
    {
        for (var number = 1; ; number++)
        {
            var page = await queries.List(new DefinitionFilter { Scope = VersionScope.All }, new PageRequest(number, 200), CancellationToken.None);
            foreach (var version in page.Rows)
                await Console.Out.WriteLineAsync(Line(version));
            if (number >= page.Pages)
                return 0;
        }
    }

    private static async Task<int> Publish(WebApplication host, FileInfo file, CancellationToken cancellation)
    {
        var library = host.Services.GetRequiredService<DefinitionLibrary>();
        var saved = await library.SaveDraft(null, await File.ReadAllTextAsync(file.FullName, cancellation), null, By, cancellation, VersionOrigin.Import);
        var id = (saved as DefinitionOutcome.Changed)?.Version.DefinitionId ?? (saved as DefinitionOutcome.Unchanged)?.Version.DefinitionId;
        return await Tell(id is null ? saved : await library.Publish(id, null, By, cancellation));
    }

    private static async Task<int> Tell(DefinitionOutcome outcome)
    {
        switch (outcome)
        {
            case DefinitionOutcome.Changed changed:
                await Console.Out.WriteLineAsync(string.Join(Environment.NewLine, [Line(changed.Version), .. changed.Warnings.Select(warning => $"Warning: {warning}")]));
                return 0;
            case DefinitionOutcome.Unchanged unchanged:
                await Console.Out.WriteLineAsync($"{Line(unchanged.Version)}\tas before");
                return 0;
            case DefinitionOutcome.AwaitsReview awaits:
                await Console.Out.WriteLineAsync($"{Line(awaits.Version)}\twaits for a second person: /admin/reviews/{awaits.Review.Id}");
                return 0;
            case DefinitionOutcome.Refused refused:
                await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, refused.Problems));
                return 1;
            default:
                await Console.Error.WriteLineAsync(outcome.ToString());
                return 1;
        }
    }

    private static string Line(DefinitionVersion version) => string.Create(
        CultureInfo.InvariantCulture,
        $"{version.DefinitionId}\t{version.Version}\t{version.State}\t{version.ContentHash?[..12] ?? "incomplete"}\t{version.UpdatedAt:yyyy-MM-dd HH:mm}Z\t{version.UpdatedBy}");
}
