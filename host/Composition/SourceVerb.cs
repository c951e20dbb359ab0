using System.CommandLine;
using GridWorkflow.Host.Webhooks;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Composition;

/// <summary><c>source add NAME</c>: a new webhook source; its secret is printed once.</summary>
internal static class SourceVerb
{
    public static Command Create(Func<ParseResult, HostSettings> settings)
    {
        var name = new Argument<string>("NAME") { Description = "Small letters, digits and hyphens." };
        var add = new Command("add", "Create a webhook source and print its secret once.") { name };
        add.SetAction(async (parsed, cancellation) =>
        {
            await using var host = await GridHost.Build(settings(parsed), cancellation);
            host.Services.GetRequiredService<GridDatabase>().Migrate();
            var outcome = await host.Services.GetRequiredService<WebhookKeys>().Create(parsed.GetValue(name)!, cancellation);
            switch (outcome)
            {
                case SourceCreation.Created created:
                    await Console.Out.WriteLineAsync($"Source '{created.Name}' may send to /webhooks/{created.Name}. Its secret, shown this once:{Environment.NewLine}{created.Secret}");
                    return 0;
                case SourceCreation.BadName:
                    await Console.Error.WriteLineAsync("Expected a name of small letters, digits and hyphens, at most 40. Choose another name.");
                    return 1;
                default:
                    await Console.Error.WriteLineAsync($"There is a source named '{parsed.GetValue(name)}' already. Choose another name.");
                    return 1;
            }
        });
        return new Command("source", "Webhook sources.") { add };
    }
}
