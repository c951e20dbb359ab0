using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Instances;

namespace GridWorkflow.Simulation.Tests.Faults;

/// <summary>Desks with a planted fault, to show that the simulation finds it.</summary>
internal static class PlantedDesk
{
    /// <summary>Decides a timer as if it were of the present epoch, whichever it was set at.</summary>
    public static Decider ForgetsEpoch { get; } = (program, state, command, world) =>
    {
        if (command is InstanceCommand.TimerDue due && state is not null)
        {
            if (state.Timers.FirstOrDefault(timer => timer.Key == due.Key) is { } pending)
                command = due with { Epoch = pending.Epoch, DueAt = pending.DueAt };
            else if (state.Attachment is CaseFile file && file.Clocks.FirstOrDefault(clock => due.Key == $"clock:{clock.Id:D}") is { } clock)
                command = due with { Epoch = clock.Epoch };
        }

        return InstanceDesk.Decide(program, state, command, world);
    };

    /// <summary>Decides about a case as if none of its rungs had fired yet.</summary>
    public static Decider ForgetsRungs { get; } = (program, state, command, world) =>
    {
        if (command is InstanceCommand.TimerDue && state?.Attachment is CaseFile file)
            state = state with { Attachment = file with { Clocks = [.. file.Clocks.Select(clock => clock with { Fired = [] })] } };
        return InstanceDesk.Decide(program, state, command, world);
    };
}
