using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Relais.Tests.Story;

namespace Relais.Tests.Storage;

/// <summary>A campaign's day on a storage account that is opened by tokens only.</summary>
public sealed class TokenStoryTests(Azurite keyed, AzuriteOverTls azurite) : IClassFixture<Azurite>, IClassFixture<AzuriteOverTls>
{
    [SkippableFact]
    public async Task A_surge_is_noticed_told_and_shown_by_token_alone()
    {
        const string Prefix = "tokenstory";
        var identity = GivenTokens.Of(AzuriteOverTls.Token());
        var (account, wire) = azurite.Open(identity, Prefix);
        await using var app = await RelaisApp.StartAsync(keyed, prefix: Prefix, prepare: builder => builder.Services.AddSingleton(account));
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        var sink = new WebhookReceiver(app.Outside, "sink.example.org");
        instance.Publish(24 * 10, RelaisApp.Morning, RelaisApp.Morning.AddHours(10), "climat");
        instance.Publish(300, RelaisApp.Morning.AddHours(8), RelaisApp.Morning.AddHours(9), "climat");
        (await app.PostAsync("/api/campaigns", """{"name":"Climat","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""")).Expect(201);
        (await app.PostAsync("/api/campaigns/climat/subscriptions", $$"""{"channel":"webhook","address":"{{sink.Address}}"}""")).Expect(201);

        await app.StepUntilAsync(RelaisApp.Morning.AddHours(10));

        Assert.Contains("Climat is surging", Encoding.UTF8.GetString(sink.Received[0].Body), StringComparison.Ordinal);
        var shown = (await app.GetAsync("/api/dashboard/climat")).Expect(200);
        Assert.Equal((540, "surge"), (shown.Number("campaign", "totals", "posts"), shown.Read("alerts", "0", "kind")));

        // Nothing went to the account that a key opens, and nothing but the one token to the other.
        Assert.Equal(0, app.Storage.Count);
        Assert.Single(identity.Asked);
        Assert.Single(wire.Authorizations.Distinct());
        Assert.StartsWith("Bearer ", wire.Authorizations[0], StringComparison.Ordinal);
        Assert.DoesNotContain(app.Log.Lines, line => line.Contains(wire.Authorizations[0]["Bearer ".Length..], StringComparison.Ordinal));
    }
}
