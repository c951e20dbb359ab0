using GridWorkflow.Casework.Activities;
using GridWorkflow.Casework.Instances;
using GridWorkflow.Workflow.Interpreter;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>An event, an answer or a child's report reaches the lifecycle of a case.</summary>
internal static class WakeCommand
{
    public static Decision Decide(Desk desk, InstanceCommand.Wake command)
    {
        // Tasks are completed by people with the right to it; nothing that comes by itself may do it for them.
        if (desk.State.Bookmarks.Any(bookmark => bookmark.Id == command.BookmarkId && bookmark.Kind is HumanTask.BookmarkKind or AwaitReopening.BookmarkKind))
        {
            return new Decision.Refused(new Refusal(
                RefusalKind.Forbidden, "task-not-completed", "Expected a bookmark that waits for a message, but this one waits for a person.", "Complete the task."));
        }

        if (InstanceDesk.IsFaulted(desk.State, command.BookmarkId))
            return new Decision.Refused(InstanceDesk.FaultedFirst(desk.State));
        try
        {
            return desk.Move(desk.Open(), new Stimulus.Resume(command.BookmarkId, command.Payload));
        }
        catch (StimulusRefusedException refused) when (refused.Refusal is StimulusRefusal.UnknownBookmark or StimulusRefusal.Finished)
        {
            return new Decision.Unchanged(refused.Message);
        }
    }
}
