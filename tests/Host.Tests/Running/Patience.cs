using System.Diagnostics;

namespace GridWorkflow.Host.Tests.Running;

/// <summary>
/// Waits for what the processes of a host do on threads, or in a process, of their own: there is no signal for it. Looks again and again and
/// fails when it has not come; a test never takes a length of time for an answer.
/// </summary>
internal static class Patience
{
    public static async Task Until(Func<Task<bool>> done, TimeSpan? atMost = null)
    {
        var patience = Stopwatch.StartNew();
        while (!await done())
        {
            patience.Elapsed.ShouldBeLessThan(atMost ?? TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
