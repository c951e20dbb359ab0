using GridWorkflow.Host.Access;
using GridWorkflow.Host.Jobs;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Host.Composition;

/// <summary>What a start found and made.</summary>
/// <param name="Admin">The first admin, on the very first start only.</param>
/// <param name="DemoPassword">Password of all people of the demo; null without <c>--demo</c>.</param>
public sealed record StartReport(FreshPassword? Admin, string? DemoPassword);

/// <summary>Brings a database to where requests can be served. Safe to run at each start.</summary>
internal sealed class FirstStart(HostSettings settings, IConfiguration configuration, ReferenceCatalog reference, DefinitionLibrary library, Accounts accounts, CoverageNet coverage, ILogger<FirstStart> log)
{
    public async Task<StartReport> Run(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // What decisions look at, then who may ask for them.
        var address = settings.PublicUrl(configuration);
        await library.Open(WorkflowFolder.Read(settings.Paths.Workflows, settings.Demo), data => data with { PublicUrl = address }, cancellation);
        var data = reference.Current;
        log.LogInformation(
            "Reference data {Hash} in force: {Definitions} lifecycles, {Categories} categories, {People} people",
            data.ContentHash[..Math.Min(12, data.ContentHash.Length)], data.Definitions.All.Length, data.Catalogue.Categories.Length, data.Organisation.People.Length);
        coverage.Warn();
        var admin = await accounts.CreateFirstAdmin();
        if (!settings.Demo || data.Organisation.DemoPassword is not { } password)
            return new StartReport(admin, null);
        var made = await accounts.CreateDemoPeople(password);
        if (made > 0)
            log.LogInformation("Made {Count} accounts for the people of {Organisation}", made, data.Organisation.Names.English);
        return new StartReport(admin, password);
    }
}
