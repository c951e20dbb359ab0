using GridWorkflow.Runtime.Access;
using GridWorkflow.Runtime.Tests.Databases;
using GridWorkflow.Runtime.Tests.Desk;

namespace GridWorkflow.Runtime.Tests.Access;

public sealed class AccessTests : IAsyncLifetime
{
    private readonly SqliteFile _file = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await Rig.On(_file);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _file.Dispose();
    }

    [Fact]
    public async Task A_key_is_shown_once_found_by_itself_and_gone_when_revoked()
    {
        var keys = Keys(5);
        var made = await keys.Create("tester", ["cases:read", "cases:write"]);

        var found = (await keys.Find(made.Key, Rig.Cancellation)).ShouldNotBeNull();
        (found.Id, found.Name, found.Scopes).ShouldBe((made.Id, "tester", "cases:read cases:write"));
        Convert.ToHexString(found.KeyHash).ShouldNotContain(made.Key);
        (await keys.Find(made.Key + "x", Rig.Cancellation)).ShouldBeNull();
        (await keys.Revoke(made.Id, Rig.Cancellation)).ShouldBeTrue();
        (await keys.Find(made.Key, Rig.Cancellation)).ShouldBeNull();
        (await keys.All(Rig.Cancellation)).ShouldHaveSingleItem().RevokedAt.ShouldNotBeNull();
        (await keys.Revoke(Store.Samples.Id(1), Rig.Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_node_knows_a_key_within_two_seconds()
    {
        var here = Keys(5);
        var there = Keys(6);
        await there.All(Rig.Cancellation);
        var made = await here.Create("tester", []);

        (await there.Find(made.Key, Rig.Cancellation)).ShouldBeNull();
        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        (await there.Find(made.Key, Rig.Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_source_gets_a_new_secret_and_can_be_disabled()
    {
        var sources = new WebhookSources(_rig.Pipeline, _file, _rig.Time);
        await sources.Put("hotline", "secret-1");
        await sources.Put("hotline", "secret-2");
        (await sources.Find("hotline", Rig.Cancellation)).ShouldNotBeNull().ProtectedSecret.ShouldBe("secret-2");
        (await sources.Find("other", Rig.Cancellation)).ShouldBeNull();

        (await sources.Disable("hotline", Rig.Cancellation)).ShouldBeTrue();
        (await sources.Find("hotline", Rig.Cancellation)).ShouldNotBeNull().DisabledAt.ShouldBe(Rig.Morning);
        (await sources.Disable("other", Rig.Cancellation)).ShouldBeFalse();
        (await sources.All(Rig.Cancellation)).Length.ShouldBe(1);
    }

    private ApiKeys Keys(ulong seed) => new(_rig.Pipeline, _file, _rig.Time, new SeededRandom(seed));
}
