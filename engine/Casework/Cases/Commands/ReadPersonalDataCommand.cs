using GridWorkflow.Casework.Duties;

namespace GridWorkflow.Casework.Cases.Commands;

/// <summary>查看個人信息: the reading goes on record before anything is shown.</summary>
internal static class ReadPersonalDataCommand
{
    public static Decision Decide(Desk desk, CaseCommand.ReadPersonalData command)
    {
        if (PersonalData.Bar(command.Actor, desk.File, desk.Reference) is { } bar)
            return new Decision.Refused(bar);
        if (desk.File.Reporter.IsAnonymous)
            return new Decision.Unchanged("The reporter left nothing that could be read.");
        var work = desk.Open();
        work.Say("PersonalDataRead", ("by", command.Actor.PersonId));
        return desk.Rest(work);
    }
}
