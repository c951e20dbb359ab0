using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using GridWorkflow.Host.Tests.Running;

namespace GridWorkflow.Host.Tests.Rest;

/// <summary>五定 by REST: who is on duty where on a day.</summary>
public sealed class RosterRestTests(RunningHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_names_who_is_there_who_stands_in_and_what_is_left_to_nobody()
    {
        using var leader = await host.Staff("wang-min");
        // Jia Dong is away on the 9th and nobody stands in; Shen Xue's backup does.
        var railway = await Get(leader, "?unit=tielu-1&day=2026-12-09");
        railway.GetProperty("items").EnumerateArray().SelectMany(grid => grid.GetProperty("windows").EnumerateArray()).ShouldContain(window => window.GetProperty("isGap").GetBoolean());
        var lake = (await Get(leader, "?unit=hubin-1&day=2026-12-09")).GetProperty("items")[0];
        lake.GetProperty("grid").GetString().ShouldBe("hubin-1");
        var people = lake.GetProperty("windows").EnumerateArray().SelectMany(window => window.GetProperty("people").EnumerateArray()).ToArray();
        people.ShouldContain(person => person.GetProperty("person").GetString() == "shen-xue" && person.GetProperty("isAway").GetBoolean() && person.GetProperty("standIn").GetString() == "zeng-hui");
        (await Get(leader, "?unit=xiyuan&day=2026-12-09")).GetProperty("total").GetInt32().ShouldBe(6);
        (await Get(leader, "?day=2026-12-09&size=2&page=2")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_reader_gets_the_grids_of_his_units_only()
    {
        using var worker = await host.Staff("liang-hao");
        (await Get(worker, "")).GetProperty("items").EnumerateArray().Select(grid => grid.GetProperty("grid").GetString()).Distinct().ShouldBe(["yangliu-1"]);
        (await Get(worker, "?unit=tielu")).GetProperty("total").GetInt32().ShouldBe(0);
        using var nobody = host.Anonymous();
        (await nobody.GetAsync("/api/v1/rosters", Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("?unit=nowhere", HttpStatusCode.NotFound)]
    [InlineData("?day=someday", HttpStatusCode.BadRequest)]
    [InlineData("?day=9999-12-31", HttpStatusCode.BadRequest)]
    [InlineData("?page=-3&size=100000", HttpStatusCode.OK)]
    public async Task Whatever_the_query_says_it_answers(string query, HttpStatusCode status)
    {
        using var leader = await host.Staff("wang-min");
        (await leader.GetAsync($"/api/v1/rosters{query}", Cancellation)).StatusCode.ShouldBe(status);
    }

    private static async Task<JsonElement> Get(HttpClient client, string query) => await client.GetFromJsonAsync<JsonElement>($"/api/v1/rosters{query}", Cancellation);
}
