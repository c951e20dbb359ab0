namespace GridWorkflow.Simulation.Tests.City;

/// <summary>What clients were told. It must be true at once and stay true.</summary>
internal sealed class Memory(Town town)
{
    private readonly List<(string Source, string MessageId, Guid Subject)> _accepted = [];

    public IReadOnlyList<(string Source, string MessageId, Guid Subject)> Accepted => _accepted;

    /// <summary>A client was told that its message or command is accepted.</summary>
    /// <param name="source">As the inbox names the client.</param>
    /// <param name="messageId">Id of the message, or idempotency key.</param>
    /// <param name="subject">What it was about: the case or instance, or the message in the outbox.</param>
    public void Accept(string source, string messageId, Guid subject)
    {
        town.Note(source, $"accepted {messageId}", 0, subject);
        _accepted.Add((source, messageId, subject));
        if (town.Database.Inbox.Find((source, messageId)) is not { } row)
            town.Violate("no accepted command is lost", $"'{messageId}' of {source} was accepted, but it is not in the database.");
        else if (row.CaseId != subject)
            town.Violate("the same answer each time", $"'{messageId}' of {source} got {subject}, but {row.CaseId} before.");
    }
}
