using GridWorkflow.Host.Composition;

namespace GridWorkflow.Host.Tests.Composition;

public sealed class HostSettingsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", "Development", true)]
    [InlineData("http://localhost:5080;http://[::1]:5081", "Development", true)]
    [InlineData("http://127.0.0.1:5080", "Production", false)]
    [InlineData("http://0.0.0.0:5080", "Development", false)]
    [InlineData("http://*:5080", "Development", false)]
    [InlineData("http://+:5080", "Development", false)]
    [InlineData("http://[::]:5080", "Development", false)]
    [InlineData("http://192.168.1.4:5080", "Development", false)]
    [InlineData("http://localhost.example.org:5080", "Development", false)]
    [InlineData("http://127.0.0.1:5080;http://0.0.0.0:5081", "Development", false)]
    public void Known_passwords_are_served_on_loopback_only(string urls, string environment, bool allowed) =>
        (HostSettings.WhyNotDemo(urls, environment) is null).ShouldBe(allowed);
}
