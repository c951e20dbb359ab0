namespace GridWorkflow.Simulation.Tests.Scheduling;

/// <summary>
/// Runs the steps of all strands on the caller's thread, one at a time, the next one drawn. A step is what lies between two awaits. When no
/// step is ready, virtual time goes on to the next instant for which one is set.
/// </summary>
internal sealed class Scheduler(Dice dice, DateTimeOffset start)
{
    private readonly List<Step> _ready = [];
    private readonly PriorityQueue<Step, (long Ticks, long Order)> _later = new();
    private long _order;

    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Steps that were run.</summary>
    public int Steps { get; private set; }

    /// <summary>Asked before each step; cuts strands by chance.</summary>
    public Action<Strand>? BeforeStep { get; set; }

    /// <summary>What a step threw that nobody caught.</summary>
    public Exception? Failure { get; private set; }

    public void Ready(Strand strand, SendOrPostCallback run, object? state)
    {
        if (!strand.IsCut)
            _ready.Add(new Step(strand, run, state));
    }

    /// <summary>Sets a step for an instant; one that has passed is the next.</summary>
    public void At(DateTimeOffset at, Strand strand, Action run) =>
        _later.Enqueue(new Step(strand, static state => ((Action)state!)(), run), (Math.Max(at.UtcTicks, Now.UtcTicks), _order++));

    /// <summary>Runs one step.</summary>
    /// <returns>False: there is none.</returns>
    public bool RunOne()
    {
        Step step;
        if (_ready.Count > 0)
        {
            var index = dice.Below(_ready.Count);
            step = _ready[index];
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
        }
        else if (_later.TryDequeue(out var next, out var when))
        {
            Now = new DateTimeOffset(Math.Max(when.Ticks, Now.UtcTicks), TimeSpan.Zero);
            step = next;
        }
        else
        {
            return false;
        }

        if (!step.Strand.IsCut)
            BeforeStep?.Invoke(step.Strand);
        if (step.Strand.IsCut)
            return true;
        Steps++;
        Run(step);
        return true;
    }

    private void Run(Step step)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(step.Strand);
        try
        {
            step.Run(step.State);
            step.Strand.AfterStep();
        }
#pragma warning disable CA1031 // The run ends and says what it was.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failure ??= failure;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private readonly record struct Step(Strand Strand, SendOrPostCallback Run, object? State);
}
