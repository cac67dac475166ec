using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Relais.Rehearsal;

namespace Relais.Tests.Rehearsal;

/// <summary>What a start on one's own machine may do to what is not the rehearsal's, and to what listens beside it.</summary>
public sealed class LocalStartReviewTests
{
    [Theory]
    [InlineData("prod")]
    [InlineData("demo")]
    [InlineData("twentycharactersxxxx")]
    public void The_demonstration_never_empties_the_tables_of_an_app_whose_prefix_is_set(string prefix)
    {
        var given = new ConfigurationBuilder().AddInMemoryCollection([new("Relais:Prefix", prefix)]).Build();
        var used = Demo.Settings(given)["Relais:Prefix"];
        Assert.NotEqual(prefix, used);
        Assert.Matches("^demo[0-9a-f]{10}$", used);
    }

    [Fact]
    public void Without_a_prefix_the_demonstration_has_its_own() =>
        Assert.Equal("demo", Demo.Settings(new ConfigurationBuilder().Build())["Relais:Prefix"]);

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("urls", "http://localhost:7071", true)]
    [InlineData("urls", "http://127.0.0.1:7071;http://[::1]:7071", true)]
    [InlineData("urls", "http://localhost:7071;http://0.0.0.0:80", false)]
    [InlineData("urls", "http://+:80", false)]
    [InlineData("urls", "http://*:80", false)]
    [InlineData("http_ports", "8080", false)]
    [InlineData("https_ports", "8443", false)]
    [InlineData("Kestrel:Endpoints:All:Url", "http://0.0.0.0:80", false)]
    public void This_machine_may_be_called_only_where_nobody_else_is_listened_to(string? setting, string? value, bool allowed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        foreach (var name in new[] { "urls", "http_ports", "https_ports" })
        {
            builder.Configuration[name] = null;
        }

        if (setting is not null)
        {
            builder.Configuration[setting] = value;
        }

        LocalDefaults.Apply(builder, TextWriter.Null);
        Assert.Equal(allowed ? "true" : null, builder.Configuration["Http:AllowLoopback"]);
    }
}
