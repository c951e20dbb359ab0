using GridWorkflow.Workflow.Delivery;

namespace GridWorkflow.Workflow.Tests.Delivery;

public sealed class HttpRoutesTests
{
    private static readonly HttpRoute<string>[] Routes =
    [
        new("orders", ["GET", "POST"], "orders"),
        new("orders/{id}", ["GET"], "order"),
        new("orders/new", [], "new"),
        new("files/{**rest}", ["GET"], "files"),
        new("pages/{page?}", ["GET"], "pages"),
        new("twice/{a}", ["GET"], "twice a"),
        new("twice/{b:int}", ["GET"], "twice b"),
    ];

    [Theory]
    [InlineData("GET", "orders", "orders", "")]
    [InlineData("post", "/Orders/", "orders", "")]
    [InlineData("GET", "orders/42", "order", "id=42")]
    [InlineData("GET", "orders/new", "new", "")] // a literal goes before a parameter
    [InlineData("GET", "files/a/b.txt", "files", "rest=a/b.txt")]
    [InlineData("GET", "files", "files", "rest=")]
    [InlineData("GET", "pages", "pages", "")]
    [InlineData("GET", "pages/3", "pages", "page=3")]
    public void A_request_finds_the_route_that_fits_best(string method, string path, string target, string values)
    {
        var found = HttpRoutes.Match(method, path, Routes).ShouldBeOfType<HttpMatch<string>.Found>();
        found.Route.Target.ShouldBe(target);
        string.Join(',', found.Values.Select(value => $"{value.Key}={value.Value}")).ShouldBe(values);
    }

    [Fact]
    public void What_does_not_fit_says_why()
    {
        HttpRoutes.Match("GET", "nowhere", Routes).ShouldBeOfType<HttpMatch<string>.NoPath>();
        HttpRoutes.Match("GET", "orders/1/2", Routes).ShouldBeOfType<HttpMatch<string>.NoPath>();
        HttpRoutes.Match("DELETE", "orders", Routes).ShouldBeOfType<HttpMatch<string>.NoMethod>().Allowed.ShouldBe(["GET", "POST"]);
        HttpRoutes.Match("GET", "twice/1", Routes).ShouldBeOfType<HttpMatch<string>.Ambiguous>().Routes.Select(route => route.Target).ShouldBe(["twice a", "twice b"]);
    }

    [Theory]
    [InlineData("orders/{id}/lines", true)]
    [InlineData("", true)]
    [InlineData("a//b", false)]
    [InlineData("a?b=1", false)]
    [InlineData("x{id}", false)]
    [InlineData("{id}/{ID}", false)]
    [InlineData("{**rest}/more", false)]
    public void A_template_is_checked_before_it_is_a_route(string path, bool good) => (HttpRoutes.Problem(path) is null).ShouldBe(good);
}
