using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Runtime;

/// <summary>The idempotency key of a command, kept in the inbox like the id of a message. Keys of different people never meet.</summary>
internal sealed record CommandKey(string Source, string Key, Guid CaseId, byte[] Hash)
{
    public static CommandKey Of(Guid caseId, InstanceCommand command, string key) => new(
        $"command:{command.Actor.PersonId}",
        key,
        caseId,
        SHA256.HashData([.. caseId.ToByteArray(true), .. Encoding.UTF8.GetBytes(CommandText.Write(command))]));

    public InboxRow Message(DateTimeOffset now) => new() { Source = Source, MessageId = Key, BodyHash = Hash, CaseId = CaseId, Answer = "{}", At = now };

    /// <summary>What a second command with the key gets: the case as it is now, or a refusal when it is another command.</summary>
    public CommandOutcome Again(InboxRow known, InstanceRow row) =>
        Matches(known) ? new CommandOutcome.Done(CaseFileFormat.Read(row.CaseFile)) : new CommandOutcome.Refused(Reused());

    /// <summary>True when the command that used the key first is this one.</summary>
    public bool Matches(InboxRow known) => known.BodyHash.AsSpan().SequenceEqual(Hash);

    public Refusal Reused() => new(
        RefusalKind.Conflict,
        "idempotency-key-reused",
        $"Expected key '{Key}' with the command that it was first used for, but this is another command.",
        "Choose a new key for each new command.");
}
