using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Configuration;
using Relais.Storage.ServiceBus;
using Relais.Tests.Hosting;

namespace Relais.Tests.Storage;

/// <summary>By what a namespace is opened, and where what opens it never goes.</summary>
public sealed class ServiceBusAuthorizationTests
{
    private const string Keyed = "SharedAccessKeyName=n;SharedAccessKey=k";
    private readonly ManualClock clock = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_signature_is_made_for_the_queue_kept_for_a_while_and_renewed_before_it_expires()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        var sender = new ServiceBusClient(bus.ConnectionString, new ServiceBusClientOptions { Clock = clock }).CreateSender("work");
        await sender.SendMessageAsync(new ServiceBusMessage("1"));
        clock.Advance(TimeSpan.FromMinutes(15));
        await sender.SendMessageAsync(new ServiceBusMessage("2"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await sender.SendMessageAsync(new ServiceBusMessage("3"));
        Assert.Equal(["1", "2", "3"], bus.Queue("work").Bodies);
        var tokens = bus.Requests.Select(request => request.Authorization).ToArray();
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[1], tokens[2]);
        Assert.All(tokens, token => Assert.Contains("%2Fwork&sig=", token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_is_not_taken_is_renewed_once()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        await new ServiceBusClient(bus.Then(401).ConnectionString, new ServiceBusClientOptions { Clock = clock }).CreateSender("work").SendMessageAsync(new ServiceBusMessage("a"));
        Assert.Equal((1, 2), (bus.Queue("work").Bodies.Count, bus.Requests.Count));
        var wrong = new ServiceBusClient(bus.Connection("d3Jvbmc="), new ServiceBusClientOptions { Clock = clock }).CreateSender("work");
        var refused = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => wrong.SendMessageAsync(new ServiceBusMessage("a")));
        Assert.Equal("The queue work answered 401: InvalidSignature: The token has an invalid signature.. TrackingId:7f2a", refused.Message);
        Assert.Equal(4, bus.Requests.Count);
    }

    [Fact]
    public async Task An_identitys_token_is_asked_for_Service_Bus_sent_as_bearer_over_https_and_asked_for_anew_when_it_is_not_taken()
    {
        var (credential, answers) = (new CountedToken(), new Answers(401, 201, 201));
        var client = new ServiceBusClient("ns.servicebus.windows.net", credential, new ServiceBusClientOptions { Transport = new HttpClientTransport(answers) });
        var sender = client.CreateSender("relais-poll-source");
        await sender.SendMessageAsync(new ServiceBusMessage("a"));
        await sender.SendMessageAsync(new ServiceBusMessage("b"));
        Assert.Equal(["https://servicebus.azure.net/.default"], credential.Scopes.Distinct());
        const string Messages = "https://ns.servicebus.windows.net/relais-poll-source/messages?timeout=30";
        Assert.Equal([$"{Messages} Bearer token-1", $"{Messages} Bearer token-2", $"{Messages} Bearer token-2"], answers.Requests);
    }

    [Theory]
    [InlineData("Endpoint=sb://ns.servicebus.windows.net/;" + Keyed, "ns.servicebus.windows.net")]
    [InlineData(" Endpoint = sb://ns.servicebus.windows.net ; " + Keyed + ";EntityPath=work", "ns.servicebus.windows.net")]
    [InlineData("Endpoint=sb://localhost:5300/;UseDevelopmentEmulator=true;" + Keyed, "localhost")]
    public void A_connection_string_says_where_the_namespace_is(string text, string host) => Assert.Equal(host, new ServiceBusClient(text).FullyQualifiedNamespace);

    [Theory]
    [InlineData("nonsense", "The Service Bus connection string is not a list of Name=Value settings separated by semicolons.")]
    [InlineData(Keyed, "The Service Bus connection string has no Endpoint of the form sb://name.servicebus.windows.net/.")]
    [InlineData("Endpoint=http://ns.servicebus.windows.net/;" + Keyed, "The Service Bus connection string has no Endpoint of the form sb://name.servicebus.windows.net/.")]
    [InlineData("Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=n", "The Service Bus connection string has no SharedAccessKeyName with SharedAccessKey.")]
    [InlineData("Endpoint=sb://evil.example/;UseDevelopmentEmulator=true;" + Keyed, "The Service Bus connection string says UseDevelopmentEmulator of another machine: a signature is never sent in the clear.")]
    public void A_connection_string_that_opens_nothing_is_refused_without_quoting_it(string text, string reason) =>
        Assert.Equal(reason, Assert.Throws<FormatException>(() => new ServiceBusClient(text)).Message);

    [Theory]
    [InlineData("ServiceBus:fullyQualifiedNamespace=ns.servicebus.windows.net")]
    [InlineData("ServiceBus__fullyQualifiedNamespace=ns.servicebus.windows.net|ServiceBus__credential=managedidentity|ServiceBus__clientId=c")]
    [InlineData("AzureWebJobsServiceBus=Endpoint=sb://ns.servicebus.windows.net/;" + Keyed)]
    [InlineData("ConnectionStrings:ServiceBus=Endpoint=sb://ns.servicebus.windows.net/;" + Keyed)]
    [InlineData("ServiceBus=Endpoint=sb://ns.servicebus.windows.net/;" + Keyed + "|ServiceBus:fullyQualifiedNamespace=other.example")]
    public void A_connections_name_is_resolved_as_the_functions_host_does(string settings) =>
        Assert.Equal("ns.servicebus.windows.net", BusSetting.Open(Parsed(settings), "ServiceBus", clock).FullyQualifiedNamespace);

    [Theory]
    [InlineData("Other=x", "The setting ServiceBus is missing: give ServiceBus__fullyQualifiedNamespace, or a Service Bus connection string.")]
    [InlineData("ServiceBus:fullyQualifiedNamespace=http://evil.example/", "The setting ServiceBus__fullyQualifiedNamespace is no host: it must look like name.servicebus.windows.net.")]
    public void A_setting_that_is_missing_or_unsafe_is_said_at_once(string settings, string reason) =>
        Assert.Equal(reason, Assert.Throws<InvalidOperationException>(() => BusSetting.Open(Parsed(settings), "ServiceBus", clock)).Message);

    [Fact]
    public void Names_that_would_bite_later_are_refused()
    {
        var client = new ServiceBusClient("Endpoint=sb://ns.servicebus.windows.net/;" + Keyed);
        foreach (var name in (string[])["", "/work", "work/", "a?b", "a b", "é", "work\n", new string('a', 261)]) Assert.ThrowsAny<ArgumentException>(() => client.CreateSender(name));
    }

    private static IConfiguration Parsed(string settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Split('|').Select(setting => KeyValuePair.Create(setting.Split('=', 2)[0], (string?)setting.Split('=', 2)[1]))).Build();

    private sealed class CountedToken : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken($"token-{Scopes.Count}", new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }

    private sealed class Answers(params int[] statuses) : HttpMessageHandler
    {
        public List<string> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add($"{request.RequestUri} {request.Headers.Authorization}");
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)statuses[Requests.Count - 1]));
        }
    }
}
