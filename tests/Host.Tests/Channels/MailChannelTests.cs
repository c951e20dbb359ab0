using GridWorkflow.Host.Channels;
using MailKit.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridWorkflow.Host.Tests.Channels;

public sealed class MailChannelTests
{
    private static readonly Guid Id = Guid.Parse("0193a5b0-0000-7000-8000-000000000001");

    [Fact]
    public async Task A_mail_arrives_whole_with_the_message_id_of_its_row()
    {
        await using var receiver = new SmtpReceiver();
        var outcomes = await ChannelTo(receiver).Send([new Mail(Id, "li@example.org", "督辦通知書 2026-1", "<p>請於 <b>今日</b> 辦結</p>", "請於今日辦結")], TestContext.Current.CancellationToken);
        outcomes.ShouldHaveSingleItem().ShouldBeOfType<MailOutcome.Sent>();
        var (recipient, message) = receiver.Mails.ShouldHaveSingleItem();
        recipient.ShouldBe("li@example.org");
        message.MessageId.ShouldBe(MailChannel.MessageIdOf(Id));
        message.Subject.ShouldBe("督辦通知書 2026-1");
        message.HtmlBody.ShouldNotBeNull().ShouldContain("<b>今日</b>");
        message.TextBody.ShouldNotBeNull().Trim().ShouldBe("請於今日辦結");
        message.Headers["Auto-Submitted"].ShouldBe("auto-generated");
    }

    [Fact]
    public async Task Line_ends_in_a_subject_make_no_header()
    {
        await using var receiver = new SmtpReceiver();
        await ChannelTo(receiver).Send([new Mail(Id, "li@example.org", "a\r\nBcc: evil@example.org\r\n\r\nbody", "<p>x</p>", "x")], TestContext.Current.CancellationToken);
        var (_, message) = receiver.Mails.ShouldHaveSingleItem();
        message.Bcc.ShouldBeEmpty();
        message.Headers.Contains("Bcc").ShouldBeFalse();
        message.Subject.ShouldBe("a  Bcc: evil@example.org    body");
    }

    [Theory]
    [InlineData("li@example.org\r\nRCPT TO:<evil@example.org>")]
    [InlineData("not an address at all <")]
    public async Task A_bad_address_is_rejected_and_the_others_go_on(string address)
    {
        await using var receiver = new SmtpReceiver();
        var outcomes = await ChannelTo(receiver).Send([new Mail(Id, address, "s", "h", "p"), new Mail(Id, "ok@example.org", "s", "h", "p")], TestContext.Current.CancellationToken);
        outcomes[0].ShouldBeOfType<MailOutcome.Rejected>();
        outcomes[1].ShouldBeOfType<MailOutcome.Sent>();
        receiver.Mails.ShouldHaveSingleItem().Recipient.ShouldBe("ok@example.org");
    }

    [Theory]
    [InlineData("550 no such person", typeof(MailOutcome.Rejected))]
    [InlineData("451 try later", typeof(MailOutcome.Delayed))]
    public async Task What_the_server_answers_decides_between_later_and_never(string answer, Type outcome)
    {
        await using var receiver = new SmtpReceiver(address => address.StartsWith("bad", StringComparison.Ordinal) ? answer : null);
        var outcomes = await ChannelTo(receiver).Send([new Mail(Id, "bad@example.org", "s", "h", "p"), new Mail(Id, "good@example.org", "s", "h", "p")], TestContext.Current.CancellationToken);
        outcomes[0].ShouldBeOfType(outcome);
        outcomes[1].ShouldBeOfType<MailOutcome.Sent>();
    }

    [Fact]
    public async Task Nobody_at_the_port_means_later_for_all()
    {
        var receiver = new SmtpReceiver();
        var channel = ChannelTo(receiver);
        await receiver.DisposeAsync();
        (await channel.Send([new Mail(Id, "li@example.org", "s", "h", "p")], TestContext.Current.CancellationToken)).ShouldHaveSingleItem().ShouldBeOfType<MailOutcome.Delayed>();
    }

    [Fact]
    public async Task Without_a_server_a_mail_is_suppressed_with_the_reason() =>
        (await new MailChannel(new MailSettings(), NullLogger<MailChannel>.Instance).Send([new Mail(Id, "li@example.org", "s", "h", "p")], TestContext.Current.CancellationToken))
            .ShouldHaveSingleItem().ShouldBeOfType<MailOutcome.Suppressed>().Reason.ShouldContain("Mail:Host");

    private static MailChannel ChannelTo(SmtpReceiver receiver) =>
        new(new MailSettings { Host = "127.0.0.1", Port = receiver.Port, Security = SecureSocketOptions.None, From = "Grid centre <grid@example.org>" }, NullLogger<MailChannel>.Instance);
}
