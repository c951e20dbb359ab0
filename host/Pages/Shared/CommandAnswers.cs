using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GridWorkflow.Host.Pages.Shared;

/// <summary>Tells a person what became of a command, on the page that comes next.</summary>
internal static class CommandAnswers
{
    public static void Tell(PageModel page, CommandOutcome outcome, string done, Wording words)
    {
        switch (outcome)
        {
            case CommandOutcome.Done:
                Flash.Say(page, done);
                break;
            case CommandOutcome.Unchanged:
                Flash.Say(page, words["task.unchanged"]);
                break;
            case CommandOutcome.Refused refused:
                Flash.Refuse(page, refused.Refusal, words);
                break;
            case CommandOutcome.NotFound:
                Flash.Fail(page, words["error.missing"]);
                break;
            case CommandOutcome.Busy:
                Flash.Fail(page, words["error.busy"]);
                break;
            default:
                Flash.Fail(page, words["error.title"]);
                break;
        }
    }
}
