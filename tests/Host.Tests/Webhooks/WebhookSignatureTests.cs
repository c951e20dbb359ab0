using System.Text;
using GridWorkflow.Host.Webhooks;

namespace GridWorkflow.Host.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"title":"井蓋"}""");
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.FromHours(8));

    [Fact]
    public void The_published_example_of_standard_webhooks_agrees()
    {
        // From the specification's own reference libraries.
        WebhookSecret.TryRead("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", out var key).ShouldBeTrue();
        WebhookSignature.Sign(key!, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Encoding.UTF8.GetBytes("""{"test": 2432232314}"""))
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    [InlineData(-86_400, false)]
    public void A_timestamp_is_good_for_five_minutes_either_way(int offset, bool genuine)
    {
        var at = Now.ToUnixTimeSeconds() + offset;
        WebhookSignature.IsGenuine(Key, "m1", $"{at}", WebhookSignature.Sign(Key, "m1", at, Body), Body, Now).ShouldBe(genuine);
    }

    [Fact]
    public void Any_right_signature_of_the_list_is_enough_while_a_secret_rotates()
    {
        var at = Now.ToUnixTimeSeconds();
        var old = WebhookSignature.Sign([.. Key.Reverse()], "m1", at, Body);
        var current = WebhookSignature.Sign(Key, "m1", at, Body);
        WebhookSignature.IsGenuine(Key, "m1", $"{at}", $"{old} {current}", Body, Now).ShouldBeTrue();
        WebhookSignature.IsGenuine(Key, "m1", $"{at}", old, Body, Now).ShouldBeFalse();
    }

    public static TheoryData<string, string, string> Forgeries => new()
    {
        { "another id", "m2", "{signature}" },
        { "no signature", "m1", "" },
        { "another scheme", "m1", "v1a,{raw}" },
        { "no scheme", "m1", "{raw}" },
        { "cut", "m1", "v1,AAAA" },
        { "not base64", "m1", "v1,????????????????????????????????????????????" },
        { "ninth in the list", "m1", string.Concat(Enumerable.Repeat("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= ", 8)) + "{signature}" },
    };

    [Theory, MemberData(nameof(Forgeries))]
    public void A_forgery_is_not_genuine(string what, string id, string header)
    {
        var at = Now.ToUnixTimeSeconds();
        var signature = WebhookSignature.Sign(Key, "m1", at, Body);
        header = header.Replace("{signature}", signature, StringComparison.Ordinal).Replace("{raw}", signature[3..], StringComparison.Ordinal);
        WebhookSignature.IsGenuine(Key, id, $"{at}", header, Body, Now).ShouldBeFalse(what);
    }

    [Theory]
    [InlineData("+1795483800")]
    [InlineData(" 1795483800")]
    [InlineData("1795483800.0")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    public void A_timestamp_is_digits_only(string timestamp)
    {
        var expected = WebhookSignature.Sign(Key, "m1", 1795483800, Body);
        WebhookSignature.IsGenuine(Key, "m1", timestamp, expected, Body, Now).ShouldBeFalse();
    }

    [Theory]
    [InlineData("whsec_", false)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_c2hvcnQ=", false)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    public void A_secret_has_its_prefix_and_24_bytes_or_more(string secret, bool good) => WebhookSecret.TryRead(secret, out _).ShouldBe(good);

    [Fact]
    public void A_new_secret_is_readable_and_new()
    {
        WebhookSecret.TryRead(WebhookSecret.Create(), out var key).ShouldBeTrue();
        key!.Length.ShouldBe(WebhookSecret.Length);
        WebhookSecret.Create().ShouldNotBe(WebhookSecret.Create());
    }
}
