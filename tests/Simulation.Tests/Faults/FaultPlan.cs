using GridWorkflow.Simulation.Tests.Scheduling;

namespace GridWorkflow.Simulation.Tests.Faults;

/// <summary>How bad the world of one run is. All chances are of 10,000.</summary>
internal sealed class FaultPlan
{
    private readonly Dice _dice;
    private readonly int _crashStep;
    private readonly int _crashCommit;
    private readonly int _trouble;
    private readonly int _slow;
    private readonly int _lostJob;
    private readonly int _doubledJob;
    private readonly int _lateJob;
    private readonly int _lostAnswer;
    private readonly int _badReceiver;
    private readonly int _jump;
    private bool _over;

    public FaultPlan(Dice dice)
    {
        _dice = dice;
        _crashStep = dice.Of([0, 0, 5, 20, 60]);
        _crashCommit = dice.Of([0, 0, 20, 100]);
        _trouble = dice.Of([0, 0, 50, 300]);
        _slow = dice.Of([0, 0, 30, 200]);
        _lostJob = dice.Of([0, 200, 1500]);
        _doubledJob = dice.Of([0, 300, 3000]);
        _lateJob = dice.Of([0, 300, 2000]);
        _lostAnswer = dice.Of([0, 200, 1000]);
        _badReceiver = dice.Of([0, 500, 2000]);
        _jump = dice.Of([0, 0, 200, 1000]);
    }

    /// <summary>From now on the world is good, so that what is under way can come to rest.</summary>
    public void End() => _over = true;

    public bool IsOver => _over;

    public bool CrashesNow() => !_over && _dice.Chance(_crashStep);

    /// <summary>What befalls a group that is about to be committed.</summary>
    public CommitFate Commit()
    {
        if (_over)
            return CommitFate.Made;
        if (_dice.Chance(_crashCommit))
            return _dice.Chance(5000) ? CommitFate.CrashBefore : CommitFate.CrashAfter;
        return _dice.Chance(_trouble) ? _dice.Of([CommitFate.Busy, CommitFate.Full, CommitFate.BrokenBefore, CommitFate.BrokenAfter, CommitFate.BrokenAfter]) : CommitFate.Made;
    }

    public bool ReadFails() => !_over && _dice.Chance(_trouble / 2);

    /// <summary>How long a read or an answer is on its way: mostly no time, sometimes longer than a lease.</summary>
    public TimeSpan Delay() => _over || !_dice.Chance(_slow)
        ? TimeSpan.Zero
        : _dice.Chance(1000) ? _dice.Span(TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(3)) : _dice.Span(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(3));

    public bool LosesJob() => !_over && _dice.Chance(_lostJob);

    public bool DoublesJob() => !_over && _dice.Chance(_doubledJob);

    /// <summary>How long a job lies in the queue.</summary>
    public TimeSpan JobDelay() => _over || !_dice.Chance(_lateJob)
        ? _dice.Span(TimeSpan.Zero, TimeSpan.FromMilliseconds(_dice.Of([0, 0, 200])))
        : _dice.Span(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

    public bool LosesAnswer() => !_over && _dice.Chance(_lostAnswer);

    public bool ReceiverFails() => !_over && _dice.Chance(_badReceiver);

    public bool ClockJumps() => !_over && _dice.Chance(_jump);

    public TimeSpan DownTime() => _dice.Chance(2000) ? _dice.Span(TimeSpan.FromHours(1), TimeSpan.FromDays(3)) : _dice.Span(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
}

/// <summary>What befalls a group at its commit.</summary>
internal enum CommitFate : byte
{
    Made,
    Busy,
    Full,

    /// <summary>Input or output failed before anything was written.</summary>
    BrokenBefore,

    /// <summary>The commit was made, but whoever asked for it hears that nobody knows.</summary>
    BrokenAfter,

    CrashBefore,
    CrashAfter,
}
