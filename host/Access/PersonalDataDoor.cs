using System.Globalization;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Casework.Duties;
using GridWorkflow.Runtime;
using GridWorkflow.Runtime.Catalog;

namespace GridWorkflow.Host.Access;

/// <summary>The one place that shows who reported in full: to who may see it, once it is in the journal that she did.</summary>
public sealed class PersonalDataDoor(CaseRunner runner, Reader reader, ReferenceCatalog reference, TimeProvider time)
{
    public bool MaySee(CaseFile file) => PersonalData.Bar(reader.Actor, file, reference.Current) is null;

    /// <summary>Puts the reading on record, once a day for each person and case. Only after <c>Done</c> may the reporter be shown in full.</summary>
    public Task<CommandOutcome> Open(CaseFile file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(reference.Current.Organisation.TimeZone);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
        var key = string.Create(CultureInfo.InvariantCulture, $"personal-data:{file.Number}:{today:yyyy-MM-dd}");
        return runner.Run(file.Id, new CaseCommand.ReadPersonalData(reader.Actor), key, cancellation);
    }
}
