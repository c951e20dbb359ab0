using System.Net;
using System.Text;
using System.Text.Json;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Rest;

/// <summary>A request that cannot be read is told its field, reason and remedy, and no name of a type.</summary>
public sealed class UnreadableTests(RunningHost host)
{
    private const string Task = "01a22c4c-057f-7e6c-9e94-a19622e02690";

    [Theory]
    [InlineData("POST", "/api/v1/cases/2026-1/reclassify", "{}", "reason", "is missing")]
    [InlineData("POST", "/api/v1/cases/2026-1/reclassify", """{"reason":"x","emergency":"perhaps"}""", "emergency", "cannot be read")]
    [InlineData("POST", $"/api/v1/cases/2026-1/tasks/{Task}/assign", """{"personId":"gao-feng"}""", "person", "is missing")]
    [InlineData("POST", $"/api/v1/cases/2026-1/tasks/{Task}/complete", "[]", "", "Expected a JSON object")]
    [InlineData("POST", $"/api/v1/cases/2026-1/tasks/{Task}/complete", "{", "", "Expected a JSON object")]
    [InlineData("GET", "/api/v1/rosters?day=notaday", null, "day", "'notaday'")]
    public async Task Says_which_field_and_why(string method, string path, string? body, string field, string reason)
    {
        using var worker = await host.Staff("wu-xia");
        using var message = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await worker.SendAsync(message, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        using var problem = JsonDocument.Parse(text);
        problem.RootElement.GetProperty("type").GetString().ShouldBe("urn:gridworkflow:problem:unreadable");
        var error = problem.RootElement.GetProperty("errors")[0];
        error.GetProperty("field").GetString().ShouldBe(field);
        error.GetProperty("reason").GetString()!.ShouldContain(reason);
        error.GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
        text.ShouldNotContain("GridWorkflow.");
        text.ShouldNotContain("Nullable");
    }
}
