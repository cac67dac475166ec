using Relais.Notifications;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>Subscriptions as an organiser adds, lists and takes them away.</summary>
public sealed class SubscriptionsTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private const string Address = "https://hooks.example.org/very/secret?token=t0ken";

    private readonly string campaign = Azurite.NewName("c");

    private RelaisApp App => fixture.App;

    private string Path => $"/api/campaigns/{campaign}/subscriptions";

    [SkippableFact]
    public async Task A_subscription_takes_its_defaults_and_shows_its_secret_once()
    {
        await App.CampaignAsync(campaign);
        var made = (await App.PostAsync(Path, $$"""{"channel":"webhook","address":"{{Address}}"}""")).Expect(201);

        Assert.Matches("^s_[0-9a-f]{32}$", made.Read("id"));
        Assert.Equal(("webhook", "en", true), (made.Read("channel"), made.Read("language"), made.At("resolved").GetBoolean()));
        Assert.Equal(["surge", "lull", "milestone", "announcement", "call"], made.At("kinds").EnumerateArray().Select(kind => kind.GetString()));
        Assert.Matches("^whsec_[A-Za-z0-9+/=]{44}$", made.Read("secret"));

        var list = (await App.GetAsync(Path)).Expect(200);
        Assert.Equal(made.Read("id"), list.Read("subscriptions", "0", "id"));
        Assert.False(list.At("subscriptions", "0").TryGetProperty("secret", out _));
    }

    [SkippableFact]
    public async Task An_address_never_comes_out_and_is_never_logged()
    {
        await App.CampaignAsync(campaign);
        var made = (await App.PostAsync(Path, $$"""{"channel":"webhook","address":"{{Address}}"}""")).Expect(201);
        var texts = new[]
        {
            made.Text,
            (await App.GetAsync(Path)).Text,
            (await App.GetAsync($"/api/campaigns/{campaign}")).Text,
            (await App.GetAsync($"/api/dashboard/{campaign}")).Text,
            (await App.PostAsync(Path, $$"""{"channel":"webhook","address":"{{Address}} "}""")).Expect(400).Text,
            (await App.PostAsync(Path, $$"""{"channel":"webhook","address":"{{Address}}","language":"de"}""")).Expect(400).Text,
        };
        Assert.All(texts.Concat(App.Log.Lines), text => Assert.DoesNotContain("very/secret", text, StringComparison.Ordinal));
        Assert.DoesNotContain("very/secret", new Recipient("s_1", "webhook", Address, Make.Secret, "en").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Make.Secret, new Recipient("s_1", "webhook", Address, Make.Secret, "en").ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_receivers_own_secret_is_taken_and_given_back_once()
    {
        await App.CampaignAsync(campaign);
        var made = (await App.PostAsync(Path, $$"""{"channel":"webhook","address":"{{Address}}","secret":"{{Make.Secret}}","language":"fr","resolved":false,"kinds":["surge"]}""")).Expect(201);
        Assert.Equal((Make.Secret, "fr", false), (made.Read("secret"), made.Read("language"), made.At("resolved").GetBoolean()));
        var recipient = (await App.Get<AddressBook>().ReadRangeAsync(campaign, made.Read("id"), made.Read("id"), default))[made.Read("id")];
        Assert.Equal((Address, Make.Secret, "fr"), (recipient.Address, recipient.Secret, recipient.Language));
    }

    [SkippableFact]
    public async Task Taking_a_subscription_away_takes_its_address_too()
    {
        await App.CampaignAsync(campaign);
        var id = (await App.PostAsync(Path, $$"""{"channel":"webhook","address":"{{Address}}"}""")).Expect(201).Read("id");
        Assert.Equal(204, (await App.SendAsync(HttpMethod.Delete, $"{Path}/{id}")).Status);
        Assert.Equal("There is no such subscription.", (await App.SendAsync(HttpMethod.Delete, $"{Path}/{id}")).Expect(404).Detail);
        Assert.Empty(await App.Get<AddressBook>().ReadRangeAsync(campaign, id, id, default));
        Assert.Null(await App.Get<SubscriptionStore>().FindAsync(campaign, id, default));
    }

    [SkippableFact]
    public async Task A_long_list_is_read_page_by_page()
    {
        await App.CampaignAsync(campaign);
        await App.SubscribersAsync(campaign, 205, addresses: false);
        var (seen, after) = (new List<string>(), "");
        do
        {
            var page = (await App.GetAsync($"{Path}?after={after}")).Expect(200);
            seen.AddRange(page.At("subscriptions").EnumerateArray().Select(one => one.GetProperty("id").GetString()!));
            after = page.At("after").GetString();
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, 205).Select(Make.SubscriberId), seen);
    }

    [SkippableTheory]
    [InlineData("{}", "channel: must be one of: discord, google-chat, gotify, mattermost, ntfy, rocket-chat, slack, teams, webhook.")]
    [InlineData("""{"channel":"console","address":"stdout"}""", "channel: must be one of: discord, google-chat, gotify, mattermost, ntfy, rocket-chat, slack, teams, webhook.")]
    [InlineData("""{"channel":"webhook"}""", "address: must not be empty.")]
    [InlineData("""{"channel":"webhook","address":""}""", "address: must not be empty.")]
    [InlineData("""{"channel":"webhook","address":"http://hooks.example.org/"}""", "address: must begin with https://.")]
    [InlineData("""{"channel":"webhook","address":"https://localhost/"}""", "address: must name a host with its whole domain.")]
    [InlineData("""{"channel":"webhook","address":"https://hooks.example.org/","secret":"hush"}""", "secret: must be whsec_ and 24 to 64 bytes in base64.")]
    [InlineData("""{"channel":"webhook","address":"https://hooks.example.org/","kinds":[]}""", "kinds: must name one or more of: surge, lull, milestone, announcement, call, endpoint, source.")]
    [InlineData("""{"channel":"webhook","address":"https://hooks.example.org/","kinds":["storm"]}""", "kinds: must name one or more of: surge, lull, milestone, announcement, call, endpoint, source.")]
    [InlineData("""{"channel":"webhook","address":"https://hooks.example.org/","language":"de"}""", "language: must be en or fr.")]
    public async Task A_draft_that_is_wrong_is_refused_by_field(string draft, string detail)
    {
        await App.CampaignAsync(campaign);
        Assert.Equal(detail, (await App.PostAsync(Path, draft)).Expect(400).Detail);
        Assert.Empty((await App.Get<SubscriptionStore>().ListAsync(campaign, "", 10, default)).Page);
    }

    [SkippableFact]
    public async Task A_campaign_that_is_not_there_has_no_subscriptions()
    {
        Assert.Equal("There is no such campaign.", (await App.GetAsync(Path)).Expect(404).Detail);
        Assert.Equal(404, (await App.PostAsync(Path, $$"""{"channel":"webhook","address":"{{Address}}"}""")).Status);
        Assert.Equal(404, (await App.SendAsync(HttpMethod.Delete, $"{Path}/s_1")).Status);
    }
}
