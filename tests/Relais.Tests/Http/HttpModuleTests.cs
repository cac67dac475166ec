using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Starts the room with settings sound and unsound.</summary>
public sealed class HttpModuleTests
{
    private const string Deployed =
        "The setting Http:AllowLoopback is true, but this app is deployed: users could make it call itself. Remove the setting.";

    [Theory]
    [InlineData("Http:AllowLoopback=true FUNCTIONS_CUSTOMHANDLER_PORT=5000 WEBSITE_SITE_NAME=relais", Deployed)]
    [InlineData("Http:AllowLoopback=True FUNCTIONS_CUSTOMHANDLER_PORT=5000 WEBSITE_INSTANCE_ID=1", Deployed)]
    [InlineData("Http:AllowLoopback=yes", "The setting Http:AllowLoopback must be true or false.")]
    [InlineData("Http:TotalSeconds=soon", "The setting Http:TotalSeconds must be a number of seconds, above 0 and at most 230.")]
    [InlineData("Http:TotalSeconds=0", "The setting Http:TotalSeconds must be a number of seconds, above 0 and at most 230.")]
    [InlineData("Http:ConnectSeconds=1000", "The setting Http:ConnectSeconds must be a number of seconds, above 0 and at most 230.")]
    [InlineData("Http:KeptMegabytes=much", "The setting Http:KeptMegabytes must be a whole number of megabytes, 0 to 16384.")]
    [InlineData("Http:KeptMegabytes=-1", "The setting Http:KeptMegabytes must be a whole number of megabytes, 0 to 16384.")]
    [InlineData("Http:KeptMegabytes=16385", "The setting Http:KeptMegabytes must be a whole number of megabytes, 0 to 16384.")]
    [InlineData("Http:KeptMegabytes=99999999999", "The setting Http:KeptMegabytes must be a whole number of megabytes, 0 to 16384.")]
    public void Settings_that_would_do_harm_stop_the_start(string settings, string reason)
    {
        Assert.Equal(reason, OutboundSettings.Refuse(Configuration(settings)));
        Assert.Equal(reason, Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddHttp(Configuration(settings))).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Http:AllowLoopback=true")]
    [InlineData("Http:AllowLoopback=true FUNCTIONS_CUSTOMHANDLER_PORT=5000")]
    [InlineData("Http:AllowLoopback=true WEBSITE_SITE_NAME=relais")]
    [InlineData("Http:AllowLoopback=false FUNCTIONS_CUSTOMHANDLER_PORT=5000 WEBSITE_SITE_NAME=relais")]
    [InlineData("Http:TotalSeconds=29.5 Http:ConnectSeconds=2")]
    [InlineData("Http:KeptMegabytes=0")]
    public void Sound_settings_start(string settings) => Assert.Null(OutboundSettings.Refuse(Configuration(settings)));

    [Fact]
    public void The_settings_reach_the_client()
    {
        using var services = Services("Http:TotalSeconds=29.5 Http:ConnectSeconds=2 Http:KeptMegabytes=32 Http:AllowLoopback=true");

        var settings = services.GetRequiredService<OutboundSettings>();

        Assert.True(settings.AllowLoopback);
        Assert.Equal((TimeSpan.FromSeconds(29.5), TimeSpan.FromSeconds(2)), (settings.TotalLimit, settings.ConnectLimit));
        Assert.Equal(32, settings.KeptMegabytes);
        Assert.Equal(1_048_576, services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize);
    }

    [Fact]
    public async Task A_handler_that_is_registered_first_stands_in_for_every_stranger()
    {
        var collection = new ServiceCollection().AddLogging().AddKeyedSingleton<HttpMessageHandler>("outbound", new Teapot());
        await using var services = collection.AddHttp(Configuration("")).BuildServiceProvider();

        var reply = await services.GetRequiredService<OutboundHttp>()
            .SendAsync(new HttpRequestMessage(HttpMethod.Get, "https://example.org/"), CancellationToken.None);

        Assert.Equal((418, null), (reply.Status, reply.Failure));
    }

    private static ServiceProvider Services(string settings) =>
        new ServiceCollection().AddLogging().AddHttp(Configuration(settings)).BuildServiceProvider();

    private static IConfiguration Configuration(string settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(setting => KeyValuePair.Create(setting.Split('=')[0], (string?)setting.Split('=')[1])))
        .Build();

    private sealed class Teapot : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage((System.Net.HttpStatusCode)418));
    }
}
