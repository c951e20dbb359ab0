using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Moving;
using GridWorkflow.Runtime.Store;
using GridWorkflow.Runtime.Store.Postgres;
using GridWorkflow.Runtime.Store.Sqlite;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;
using Microsoft.AspNetCore.Identity;

namespace GridWorkflow.Runtime.Tests.Moving;

/// <summary>A system with something of everything, and its ends.</summary>
internal static class MovedSystem
{
    public const string KeyName = "key-5d3f1f0e-0000-4000-8000-000000000001";

    /// <summary>The highest number that a row of the audit had; the row is gone.</summary>
    public const long LastAudit = 3;

    /// <summary>Lives a little on a file, and leaves it.</summary>
    /// <returns>A case with a timer that is due ten minutes after the morning.</returns>
    public static async Task<Guid> Live(SqliteFile file)
    {
        Guid id;
        await using (var rig = await Rig.On(file, files: TestDesk.Files))
        {
            id = await rig.Open("m-1", "路燈不亮 💡");
            await rig.Open("m-2", "Another");
            foreach (var word in new[] { "timer late 600", "rung due", "mail a@example.org", "event lamp", "task judge grid-1", "notice p1", "It's 'quoted', \"so\" \\ and new\nline" })
                await rig.Say(id, word, word);
        }

        await using (var context = file.CreateDbContext())
        {
            context.Users.Add(new GridUser { Id = "u-1", UserName = "zheng", NormalizedUserName = "ZHENG", PasswordHash = "hash", LockoutEnd = Rig.Morning.AddMilliseconds(7) });
            context.Users.Add(new GridUser { Id = "U-2", UserName = "李", NormalizedUserName = "李", EmailConfirmed = true });
            context.Roles.Add(new IdentityRole("admin") { Id = "r-1", NormalizedName = "ADMIN" });
            context.UserRoles.Add(new IdentityUserRole<string> { UserId = "u-1", RoleId = "r-1" });
            context.UserClaims.Add(new IdentityUserClaim<string> { UserId = "u-1", ClaimType = "t", ClaimValue = "v" });
            context.ApiKeys.Add(new ApiKeyRow { Id = new Guid("00000000-0000-0000-0000-0000000000ff"), Name = "Key", KeyHash = [0, 1, 255], Scopes = "a b", CreatedAt = Rig.Morning });
            context.ApiKeys.Add(new ApiKeyRow { Id = new Guid("ff000000-0000-0000-0000-000000000000"), Name = "Gone", KeyHash = [9], Scopes = "", CreatedAt = Rig.Morning, RevokedAt = Rig.Morning });
            context.WebhookSources.Add(new WebhookSourceRow { Name = "city", ProtectedSecret = "secret", CreatedAt = Rig.Morning });
            context.KeptEvents.Add(new KeptEventRow { MessageId = id, Name = "lamp", CorrelationId = null, KeptAt = Rig.Morning });
            context.Audit.AddRange(Enumerable.Range(1, 3).Select(number => new AuditRow { At = Rig.Morning, Actor = $"p{number}", Command = "Close", Code = "no", Reason = "Not yours." }));
            await context.SaveChangesAsync(Rig.Cancellation);
            // The last row goes: its number is not given again.
            context.Audit.Remove(context.Audit.Single(row => row.Id == LastAudit));
            await context.SaveChangesAsync(Rig.Cancellation);
        }

        Directory.CreateDirectory(KeysOf(file.Folder));
        await File.WriteAllTextAsync(Path.Combine(KeysOf(file.Folder), $"{KeyName}.xml"), "<?xml version=\"1.0\"?>\n<key id=\"1\">\n  <value>鍵</value>\n</key>", Rig.Cancellation);
        file.Database.Dispose();
        return id;
    }

    public static string KeysOf(string folder) => Path.Combine(folder, "keys");

    public static MoveEnd End(TestDatabase database) => End(database.Database);

    public static MoveEnd End(GridDatabase database) => database switch
    {
        SqliteDatabase file => End(file, KeysOf(Path.GetDirectoryName(file.Path)!)),
        // A database of its own: what the move opens is not taken for a node.
        PostgresDatabase server => new MoveEnd(new PostgresDatabase(server.ConnectionString), string.Empty, () => throw new InvalidOperationException()),
        _ => throw new InvalidOperationException(),
    };

    public static MoveOutcome Move(TestDatabase from, TestDatabase to) => Move(End(from), End(to));

    public static MoveOutcome Move(MoveEnd from, MoveEnd to) => Runtime.Moving.Move.Run(from, to, new Progress<MoveProgress>(), Rig.Cancellation);

    public static string Refusal(this MoveOutcome outcome) => outcome.ShouldBeOfType<MoveOutcome.Refused>().Reason;

    private static MoveEnd End(SqliteDatabase file, string keys)
    {
        // What a test has looked at is held open by the pool.
        file.Dispose();
        return new MoveEnd(file, keys, () => Directory.CreateDirectory(keys));
    }
}

/// <summary>A file in a folder of its own that is not there yet.</summary>
public sealed class NewFile : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gridworkflow-");

    public NewFile() => Database = new SqliteDatabase(Path.Combine(_directory.FullName, "to", "grid.db"));

    public SqliteDatabase Database { get; }

    public string Folder => Path.GetDirectoryName(Database.Path)!;

    public void Dispose()
    {
        Database.Dispose();
        _directory.Delete(recursive: true);
    }
}
