using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Relais.Campaigns;
using Relais.Http;
using Relais.Subscriptions;

namespace Relais.Rehearsal;

/// <summary>The calls that an organiser would make to set a campaign up, made over HTTP to the app itself.</summary>
internal sealed class DemoCalls(OutboundHttp http, Uri app, string key)
{
    public async Task<string> CreateCampaignAsync(string name, IReadOnlyList<SourceDraft> sources, CancellationToken cancellationToken)
    {
        var draft = new CampaignDraft(name, BundledDay.Hashtags, sources);
        using var answer = await PostAsync("api/campaigns", JsonSerializer.Serialize(draft, CampaignsJson.Default.CampaignDraft), cancellationToken);
        return answer.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Subscribes an address; answers the secret that its deliveries are signed with, where its channel signs.</summary>
    /// <param name="kinds">What is wanted; null for all that concerns the campaign.</param>
    public async Task<string?> SubscribeAsync(string campaign, string channel, string address, string language, IReadOnlyList<string>? kinds, CancellationToken cancellationToken)
    {
        var draft = new SubscriptionDraft(channel, address, Kinds: kinds, Language: language);
        using var answer = await PostAsync($"api/campaigns/{campaign}/subscriptions", JsonSerializer.Serialize(draft, SubscriptionsJson.Default.SubscriptionDraft), cancellationToken);
        return answer.RootElement.TryGetProperty("secret", out var secret) ? secret.GetString() : null;
    }

    private async Task<JsonDocument> PostAsync(string path, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var reply = await http.SendAsync(request, cancellationToken);
        return reply is { Failure: null, IsSuccessStatus: true }
            ? JsonDocument.Parse(reply.Body)
            : throw new InvalidOperationException($"POST /{path} {reply.Describe()}: {reply.Text()}");
    }
}
