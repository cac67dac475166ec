using System.Net.Http.Headers;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>Asks X with the operator's token; what a request costs is counted before it is made, so that no cap is ever passed.</summary>
public sealed class XClient(OutboundHttp http, XSettings settings, Budgets budgets)
{
    /// <summary>As budgets and campaigns name the network.</summary>
    public const string Network = "x";

    /// <summary>The one host that is asked.</summary>
    public const string Host = "api.x.com";

    /// <summary>Why X is not asked; null when it is. Whoever has just set what was missing need not wait long.</summary>
    public PollOutcome.Refused? Off(DateTimeOffset now) => settings.Off is { } off ? new PollOutcome.Refused(off, Denied: true, QuietUntil: now.AddMinutes(5)) : null;

    public async Task<Budget> ReadBudgetAsync(int millsARequest, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(millsARequest, settings.MonthlyMills, await budgets.ReadAsync(Network, now, cancellationToken), settings.Off);

    /// <summary>What came back, also where it is a refusal; null, and nothing is asked, where the month's money does not reach.</summary>
    /// <param name="mills">What the request costs at most, in thousandths of a dollar.</param>
    /// <param name="mostMills">What the month may have cost afterwards; null for its whole cap.</param>
    public async Task<OutboundReply?> GetAsync(string path, int mills, long? mostMills, int mostBytes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!await budgets.TrySpendAsync(Network, mills, Math.Min(mostMills ?? settings.MonthlyMills, settings.MonthlyMills), now, cancellationToken))
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(settings.BaseAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.BearerToken);
        return await http.SendAsync(request, mostBytes, cancellationToken);
    }

    /// <summary>Gives back what a request did not cost after all.</summary>
    public Task GiveBackAsync(int mills, DateTimeOffset now, CancellationToken cancellationToken) =>
        mills > 0 ? budgets.GiveBackAsync(Network, mills, now, cancellationToken) : Task.CompletedTask;
}
