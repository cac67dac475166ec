using System.Net.Http.Headers;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>Asks X with the operator's token; what a request costs is counted before it is made, so that no cap is ever passed.</summary>
public sealed class XClient(OutboundHttp http, XSettings settings, Budgets budgets, XFields fields)
{
    /// <summary>As budgets and campaigns name the network.</summary>
    public const string Network = "x";

    /// <summary>The one host that is asked.</summary>
    public const string Host = "api.x.com";

    /// <summary>Thousandths of a dollar (x-api/getting-started/pricing: post read).</summary>
    public const int MillsAPost = 5;

    /// <summary>Why X is not asked; null when it is. Whoever has just set what was missing need not wait long.</summary>
    public PollOutcome.Refused? Off(DateTimeOffset now) => settings.Off is { } off ? new PollOutcome.Refused(off, Denied: true, QuietUntil: now.AddMinutes(5)) : null;

    public async Task<Budget> ReadBudgetAsync(int millsARequest, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(millsARequest, settings.MonthlyMills, await budgets.ReadAsync(Network, now, cancellationToken), settings.Off);

    /// <summary>Whether posts may be kept, and are then looked at again each day.</summary>
    public bool KeepsPosts => settings.KeepsPosts;

    /// <summary>What came back, also where it is a refusal; null, and nothing is asked, where the month's money does not reach.</summary>
    /// <param name="mills">What the request costs, in thousandths of a dollar.</param>
    public Task<OutboundReply?> GetAsync(string path, int mills, int mostBytes, DateTimeOffset now, CancellationToken cancellationToken) =>
        GetAsync(path, mills, settings.MonthlyMills, mostBytes, now, cancellationToken);

    /// <summary>How many posts may still be read today, by its share of the month's money.</summary>
    public async Task<int> PostsLeftAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var budget = await ReadBudgetAsync(0, now, cancellationToken);
        return (int)Math.Max(0, (budget.MostMillsToday(now) - budget.Spent.Mills) / MillsAPost);
    }

    /// <summary>Why no more posts may be read now.</summary>
    public async Task<PollOutcome.Refused> OutOfMoneyAsync(int posts, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await ReadBudgetAsync(0, now, cancellationToken)).LeftMills < posts * MillsAPost ? XRefusals.Spent(now) : XRefusals.SpentToday(now);

    /// <summary>As <see cref="GetAsync(string, int, int, DateTimeOffset, CancellationToken)"/>, of posts, which are paid for by the piece and by the day's share alone.</summary>
    /// <param name="path">Without the fields that are asked for.</param>
    /// <param name="wanted">These fields, by their old names.</param>
    /// <param name="posts">As many as may come: they are counted before, since what is charged shows in the answer.</param>
    public async Task<OutboundReply?> GetPostsAsync(string path, string wanted, int posts, int mostBytes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var mostMills = (await ReadBudgetAsync(0, now, cancellationToken)).MostMillsToday(now);
        for (var tries = 1; ; tries++)
        {
            var whole = path + "&" + fields.Ask(wanted);
            var reply = await GetAsync(whole, posts * MillsAPost, mostMills, mostBytes, now, cancellationToken);

            // What X refuses has no posts, and nobody who was not reached charges for any; what it charged for an answer that did not arrive nobody knows.
            if (reply is null || reply.Status == 200 || (reply.Failure is not null && !WasNotReached(reply)))
            {
                return reply;
            }

            await GiveBackAsync(posts, now, cancellationToken);
            if (tries > 1 || !fields.Learn(reply, whole))
            {
                return reply;
            }
        }
    }

    private static bool WasNotReached(OutboundReply reply) =>
        reply.Failure is OutboundFailure.Blocked or OutboundFailure.Dns or OutboundFailure.Refused or OutboundFailure.Tls && reply.Status == 0;

    /// <summary>Gives back what was counted for posts that did not come.</summary>
    public Task GiveBackAsync(int posts, DateTimeOffset now, CancellationToken cancellationToken) =>
        posts > 0 ? budgets.GiveBackAsync(Network, posts * MillsAPost, now, cancellationToken) : Task.CompletedTask;

    private async Task<OutboundReply?> GetAsync(string path, int mills, long mostMills, int mostBytes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!await budgets.TrySpendAsync(Network, mills, Math.Min(mostMills, settings.MonthlyMills), now, cancellationToken))
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(settings.BaseAddress, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.BearerToken);
        return await http.SendAsync(request, mostBytes, cancellationToken);
    }
}
