using System.Net;
using System.Net.Http.Json;
using GridWorkflow.Host.Rest;
using GridWorkflow.Host.Tests.Running;
using GridWorkflow.Runtime.Journal;
using GridWorkflow.Runtime.Store;
using Microsoft.Extensions.DependencyInjection;

namespace GridWorkflow.Host.Tests.Faults;

/// <summary>64 clients on one case over HTTP (fault 7): one of them wins, the others are told so, and the journal has no gap.</summary>
public sealed class CrowdTests(RunningHost host)
{
    private const int Clients = 64;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_of_all_who_complete_a_task_at_once_has_completed_it()
    {
        var (person, path, id) = await Task_to_judge();
        using (person)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Complete(person, path, $"crowd-{id:N}-{client}")));

            answers.Count(status => status == HttpStatusCode.OK).ShouldBe(1, string.Join(' ', answers));
            answers.ShouldAllBe(status => status == HttpStatusCode.OK || status == HttpStatusCode.Conflict || status == HttpStatusCode.NotFound || status == HttpStatusCode.UnprocessableEntity);
            await Once(id);
        }
    }

    [Fact]
    public async Task One_command_that_is_sent_by_all_at_once_is_made_once_and_answered_to_all()
    {
        var (person, path, id) = await Task_to_judge();
        using (person)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Complete(person, path, $"crowd-{id:N}")));

            answers.ShouldAllBe(status => status == HttpStatusCode.OK);
            await Once(id);
        }
    }

    private async Task<(HttpClient Person, string Path, Guid CaseId)> Task_to_judge()
    {
        var report = await host.File("Crowd");
        var queries = host.Services.GetRequiredService<CaseQueries>();
        var id = (await queries.CaseWithNumber(report.CaseNumber, Cancellation)).ShouldNotBeNull();
        var task = (await queries.Case(id, Cancellation)).ShouldNotBeNull().Tasks.First(found => found.Key == "judge");
        return (await host.Staff("zheng-kai"), $"/api/v1/cases/{report.CaseNumber}/tasks/{task.Id}/complete", id);
    }

    private static async Task<HttpStatusCode> Complete(HttpClient person, string path, string key)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new Completion("General", "Seen.")) };
        message.Headers.Add("Idempotency-Key", key);
        using var answer = await person.SendAsync(message, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>Filed and judged: two rows, chained.</summary>
    private async Task Once(Guid id) =>
        (await host.Services.GetRequiredService<CaseQueries>().VerifyJournal(id, Cancellation)).ShouldBe(new ChainVerdict.Sound(2));
}
