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

    /// <summary>Thousandths of a dollar: x-api/getting-started/pricing, post read.</summary>
    public const int MillsAPost = 5;

    // The same page, user read. Whether one who comes with a post is charged it does not say: it is counted.
    private const int MillsAPerson = 10;

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

    /// <summary>A page of as many posts as the money of the day still reaches for; null, and nothing is asked, where that is fewer than a page may hold.</summary>
    /// <param name="pathOf">Gives the path for a number of posts, without the fields that are asked for.</param>
    /// <param name="wanted">These fields, by their old names.</param>
    public async Task<XAnswer?> GetPageAsync(Func<int, string> pathOf, string wanted, int least, int most, int mostBytes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Others may spend it meanwhile, and X may take the new names of fields alone, which can cost more: then fewer posts are asked for.
        while (Math.Min(most, await PostsLeftAsync(wanted, most, now, cancellationToken)) is var size && size >= least)
        {
            if (await GetPostsAsync(pathOf(size), wanted, size, mostBytes, now, cancellationToken) is { } answer)
            {
                return answer;
            }

            most = size - 1;
        }

        return null;
    }

    /// <summary>How many posts may still be read today, by its share of the month's money.</summary>
    /// <param name="wanted">These fields of them, by their old names.</param>
    /// <param name="enough">So many are enough: then what others have spent since this process last looked is no matter.</param>
    public async Task<int> PostsLeftAsync(string wanted, int enough, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var recent = LeftOf(await ReadRecentAsync(now, cancellationToken), wanted, now);
        return recent >= enough ? recent : LeftOf(await ReadBudgetAsync(0, now, cancellationToken), wanted, now);
    }

    /// <summary>Why no more posts may be read now.</summary>
    public async Task<PollOutcome.Refused> OutOfMoneyAsync(int posts, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await ReadBudgetAsync(0, now, cancellationToken)).LeftMills < posts * MillsAPost ? XRefusals.Spent(now) : XRefusals.SpentToday(now);

    /// <summary>As <see cref="GetAsync(string, int, int, DateTimeOffset, CancellationToken)"/>, of posts, which are paid for by the piece and by the day's share alone.</summary>
    /// <param name="path">Without the fields that are asked for.</param>
    /// <param name="wanted">These fields, by their old names.</param>
    /// <param name="posts">As many as may come: they are counted before, since what is charged shows in the answer.</param>
    public async Task<XAnswer?> GetPostsAsync(string path, string wanted, int posts, int mostBytes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // What the days before have cost does not change any more.
        var mostMills = (await ReadRecentAsync(now, cancellationToken)).MostMillsToday(now);
        for (var tries = 1; ; tries++)
        {
            var (asked, namesPersons) = fields.Ask(wanted);
            var (whole, price) = ($"{path}&{asked}", PriceOf(namesPersons));
            if (await GetAsync(whole, posts * price, mostMills, mostBytes, now, cancellationToken) is not { } reply)
            {
                return null;
            }

            // What X refuses has no posts, and nobody who was not reached charges for any; what it charged for an answer that did not arrive nobody knows.
            var answer = new XAnswer(reply, posts, price);
            if (reply.Status == 200 || (reply.Failure is not null && !WasNotReached(reply)))
            {
                return answer;
            }

            await GiveBackAsync(answer, came: 0, now, cancellationToken);
            if (tries > 1 || !fields.Learn(reply, whole))
            {
                return answer;
            }
        }
    }

    private static bool WasNotReached(OutboundReply reply) =>
        reply.Failure is OutboundFailure.Blocked or OutboundFailure.Dns or OutboundFailure.Refused or OutboundFailure.Tls && reply.Status == 0;

    /// <summary>Gives back what was counted for posts that did not come.</summary>
    public Task GiveBackAsync(XAnswer answer, int came, DateTimeOffset now, CancellationToken cancellationToken) =>
        came < answer.Posts ? budgets.GiveBackAsync(Network, (answer.Posts - came) * answer.MillsAPost, now, cancellationToken) : Task.CompletedTask;

    private async Task<Budget> ReadRecentAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        new(0, settings.MonthlyMills, await budgets.ReadRecentAsync(Network, now, cancellationToken), settings.Off);

    private int LeftOf(Budget budget, string wanted, DateTimeOffset now) =>
        (int)Math.Max(0, (budget.MostMillsToday(now) - budget.Spent.Mills) / PriceOf(fields.Ask(wanted).NamesPersons));

    private static int PriceOf(bool namesPersons) => namesPersons ? MillsAPost + MillsAPerson : MillsAPost;

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

/// <summary>An answer that is paid for by what it holds.</summary>
/// <param name="Posts">As many were counted before.</param>
/// <param name="MillsAPost">At this price each, in thousandths of a dollar.</param>
public sealed record XAnswer(OutboundReply Reply, int Posts, int MillsAPost);
