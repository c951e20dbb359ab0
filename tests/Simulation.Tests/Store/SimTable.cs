namespace GridWorkflow.Simulation.Tests.Store;

/// <summary>What takes back the changes of a transaction, last first.</summary>
internal sealed class UndoLog
{
    private readonly List<Action> _changes = [];

    public int Mark => _changes.Count;

    public void Add(Action undo) => _changes.Add(undo);

    public void BackTo(int mark)
    {
        for (var index = _changes.Count - 1; index >= mark; index--)
            _changes[index]();
        _changes.RemoveRange(mark, _changes.Count - mark);
    }

    /// <summary>The transaction is committed: nothing of it is taken back.</summary>
    public void Forget() => _changes.Clear();
}

/// <summary>A write breaks a key or an index: impossible, whoever asks.</summary>
internal sealed class BrokenKeyException(string message) : Exception(message);

/// <summary>Rows by their key.</summary>
internal sealed class SimTable<TKey, TRow>(string name, UndoLog undo)
    where TKey : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, TRow> _rows = [];

    public IReadOnlyCollection<TRow> Rows => _rows.Values;

    public TRow? Find(TKey key) => _rows.GetValueOrDefault(key);

    /// <returns>False: the key is taken.</returns>
    public bool TryAdd(TKey key, TRow row)
    {
        if (!_rows.TryAdd(key, row))
            return false;
        undo.Add(() => _rows.Remove(key));
        return true;
    }

    /// <exception cref="BrokenKeyException">The key is taken.</exception>
    public void Add(TKey key, TRow row)
    {
        if (!TryAdd(key, row))
            throw new BrokenKeyException($"Expected a new row of {name}, but {key} is there.");
    }

    public void Put(TKey key, TRow row)
    {
        if (!_rows.TryGetValue(key, out var before))
        {
            Add(key, row);
            return;
        }

        _rows[key] = row;
        undo.Add(() => _rows[key] = before);
    }

    /// <returns>False: there was none.</returns>
    public bool Remove(TKey key)
    {
        if (!_rows.Remove(key, out var before))
            return false;
        undo.Add(() => _rows.Add(key, before));
        return true;
    }
}
