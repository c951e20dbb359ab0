namespace GridWorkflow.Simulation.Tests.Scheduling;

/// <summary>
/// Where the continuations of one node's life, or of one client, go. When the strand is cut, all that was under way on it is never heard
/// of again: that is a crash.
/// </summary>
internal class Strand(Scheduler scheduler, string name) : SynchronizationContext
{
    public string Name { get; } = name;

    public bool IsCut { get; private set; }

    public void Cut() => IsCut = true;

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Ready(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new InvalidOperationException("Expected nobody to wait on a strand: there is one thread, and it runs the steps.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Looked at after each step of the strand.</summary>
    public virtual void AfterStep()
    {
    }

    /// <summary>Goes on after a while of virtual time, as a step that is drawn among others.</summary>
    public Task Pause(TimeSpan delay)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (delay <= TimeSpan.Zero)
            scheduler.Ready(this, static state => ((TaskCompletionSource)state!).TrySetResult(), over);
        else
            scheduler.At(scheduler.Now + delay, this, () => over.TrySetResult());
        return over.Task;
    }
}
