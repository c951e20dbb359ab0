using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Nodes;

/// <summary>Two nodes on one database, in one process.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    public RunningHost One { get; } = new();

    public RunningHost Other { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await One.InitializeAsync();
        Other = await One.Beside(new Dictionary<string, string?>());
    }

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await One.DisposeAsync();
    }
}
