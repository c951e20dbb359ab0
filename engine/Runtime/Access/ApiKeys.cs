using System.Buffers.Text;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Workflow.Interpreter;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Access;

/// <summary>A key as it is shown once, when it is made.</summary>
public sealed record NewApiKey(Guid Id, string Key);

/// <summary>
/// Keys with which systems call the API: 256 random bits, of which only the hash is kept. A change on this node counts at once, on
/// another within two seconds.
/// </summary>
public sealed class ApiKeys(CommitPipeline pipeline, IDbContextFactory<GridDbContext> contexts, TimeProvider time, RandomNumberGenerator random)
{
    private const string Prefix = "gw_";

    private readonly Recent<FrozenDictionary<string, ApiKeyRow>> _recent = new(time, async cancellation =>
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = await context.ApiKeys.AsNoTracking().ToListAsync(cancellation);
        return rows.ToFrozenDictionary(row => Convert.ToHexStringLower(row.KeyHash), StringComparer.Ordinal);
    });

    /// <summary>Makes a key. Nobody can read it again afterwards.</summary>
    /// <exception cref="StoreUnavailableException">It could not be written.</exception>
    public async Task<NewApiKey> Create(string name, IEnumerable<string> scopes)
    {
        var bytes = new byte[40];
        random.GetBytes(bytes);
        var now = time.Now();
        var id = new IdSource(BitConverter.ToUInt64(bytes, 32), now).NextId();
        var key = Prefix + Base64Url.EncodeToString(bytes.AsSpan(0, 32));
        await Write(new ApiKeyRow { Id = id, Name = name, KeyHash = HashOf(key), Scopes = string.Join(' ', scopes), CreatedAt = now });
        return new NewApiKey(id, key);
    }

    /// <summary>The record of a key that a caller shows; null when it is unknown or revoked.</summary>
    public async ValueTask<ApiKeyRow?> Find(string key, CancellationToken cancellation) =>
        // The look-up is by hash: its timing says nothing about a key.
        (await _recent.Get(cancellation)).TryGetValue(Convert.ToHexStringLower(HashOf(key)), out var row) && row.RevokedAt is null ? row : null;

    /// <summary>All keys by name, revoked ones too.</summary>
    public async ValueTask<ImmutableArray<ApiKeyRow>> All(CancellationToken cancellation) =>
        [.. (await _recent.Get(cancellation)).Values.OrderBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.CreatedAt)];

    /// <summary>Ends a key. False when there is none.</summary>
    /// <exception cref="StoreUnavailableException">It could not be written.</exception>
    public async Task<bool> Revoke(Guid id, CancellationToken cancellation)
    {
        _recent.Forget();
        if ((await _recent.Get(cancellation)).Values.FirstOrDefault(row => row.Id == id) is not { } row)
            return false;
        await Write(row with { RevokedAt = row.RevokedAt ?? time.Now() });
        return true;
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Another process may have changed them: they are read again when somebody asks.</summary>
    internal void Forget() => _recent.Forget();

    private async Task Write(ApiKeyRow row)
    {
        (await pipeline.Commit(new Write.PutApiKey(row))).ThrowUnlessCommitted($"API key '{row.Name}'");
        _recent.Forget();
    }
}
