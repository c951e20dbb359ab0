using System.Globalization;

namespace GridWorkflow.Simulation.Tests.Scheduling;

/// <summary>What happened in a run, as a hash of all of it; with the text of the last steps when a run is looked at again.</summary>
/// <param name="keep">Lines of text that are kept; 0: none are made.</param>
internal sealed class Trace(int keep)
{
    private readonly Queue<string> _lines = new(keep);
    private ulong _hash = 14695981039346656037UL;

    public ulong Hash => _hash;

    public IReadOnlyCollection<string> Tail => _lines;

    public bool HasText => keep > 0;

    public void Note(DateTimeOffset at, string who, string what, long number = 0, Guid id = default)
    {
        Mix((ulong)at.UtcTicks);
        Mix(who);
        Mix(what);
        Mix((ulong)number);
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        Mix(BitConverter.ToUInt64(bytes));
        Mix(BitConverter.ToUInt64(bytes[8..]));
        if (keep > 0)
            Keep(string.Create(CultureInfo.InvariantCulture, $"{at:MM-dd HH:mm:ss.fff} {who,-9} {what}{(number == 0 ? "" : $" {number}")}{(id == default ? "" : $" {id}")}"));
    }

    public void Mix(ReadOnlySpan<byte> bytes)
    {
        foreach (var part in bytes)
            _hash = (_hash ^ part) * 1099511628211UL;
    }

    private void Mix(string text)
    {
        foreach (var character in text)
            _hash = (_hash ^ character) * 1099511628211UL;
    }

    private void Mix(ulong number) => _hash = (_hash ^ number) * 1099511628211UL;

    private void Keep(string line)
    {
        if (_lines.Count == keep)
            _lines.Dequeue();
        _lines.Enqueue(line);
    }
}
