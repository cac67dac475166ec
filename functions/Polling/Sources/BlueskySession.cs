using System.Net.Http.Headers;
using System.Text.Json;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>The tokens of the operator's account at Bluesky, in memory only: all polls of this process share one sign-in.</summary>
public sealed class BlueskySession(OutboundHttp http, BlueskyAccount account) : IDisposable
{
    // 30 in five minutes and 300 a day for each account (bsky-docs, rate-limits): 144 a day at most, and never two in one poll.
    private static readonly TimeSpan LeastBetweenLogins = TimeSpan.FromMinutes(10);

    // Whoever knocks with a wrong password again and again is locked out.
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromHours(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    // A day is the longest limit of theirs; a broken clock asks for years.
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromHours(24);

    // A token that is so new and not accepted is not made good by another.
    private static readonly TimeSpan New = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim gate = new(1);
    private BlueskyToken? held;
    private DateTimeOffset nextLogin = DateTimeOffset.MinValue;
    private PollOutcome.Refused? refusal;

    /// <summary>Asks the account's own host, signed in; when the token is not accepted, once more with another.</summary>
    /// <returns>The answer, whatever it is; or why there is no token.</returns>
    internal async Task<(OutboundReply? Reply, PollOutcome.Refused? Refused)> GetAsync(string path, int maxBytes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (token, refused) = await HoldAsync(null, now, cancellationToken);
        if (token is null)
        {
            return (null, refused);
        }

        var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Get, Address(path)), token.Access, maxBytes, cancellationToken);
        if (!BlueskyFault.IsOfToken(reply) || token.Since > now - New)
        {
            return (reply, null);
        }

        (token, refused) = await HoldAsync(token, now, cancellationToken);
        return token is null ? (null, refused) : (await SendAsync(new HttpRequestMessage(HttpMethod.Get, Address(path)), token.Access, maxBytes, cancellationToken), null);
    }

    public void Dispose() => gate.Dispose();

    /// <param name="notAccepted">The token that was not accepted; null to begin with.</param>
    private async Task<(BlueskyToken? Token, PollOutcome.Refused? Refused)> HoldAsync(BlueskyToken? notAccepted, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (refusal?.QuietUntil > now)
            {
                return (null, refusal);
            }

            // Somebody who polls beside may have got another meanwhile.
            if (held is not null && held != notAccepted)
            {
                return (held, null);
            }

            return held is null ? await LogInAsync(now, cancellationToken) : await RefreshAsync(held, now, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<(BlueskyToken? Token, PollOutcome.Refused? Refused)> RefreshAsync(BlueskyToken old, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Post, Address("xrpc/com.atproto.server.refreshSession")), old.Refresh, OutboundHttp.DefaultAnswerBytes, cancellationToken);
        if (reply is { Failure: null, Status: 400 or 401 or 403 } && BlueskyFault.NameOf(reply) != "AccountTakedown")
        {
            held = null;
            return await LogInAsync(now, cancellationToken);
        }

        return Take(reply, now);
    }

    private async Task<(BlueskyToken? Token, PollOutcome.Refused? Refused)> LogInAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (nextLogin > now)
        {
            return (null, (refusal ?? new PollOutcome.Refused("the account's session ended minutes after it began", Denied: true, null)) with { QuietUntil = nextLogin });
        }

        // Counted before it is made: one whose answer never comes has been made all the same.
        nextLogin = now + LeastBetweenLogins;
        var request = new HttpRequestMessage(HttpMethod.Post, Address("xrpc/com.atproto.server.createSession"))
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new BlueskyLogin(account.Handle!, account.AppPassword!), BlueskyJson.Default.BlueskyLogin))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        return Take(await SendAsync(request, null, OutboundHttp.DefaultAnswerBytes, cancellationToken), now);
    }

    private (BlueskyToken? Token, PollOutcome.Refused? Refused) Take(OutboundReply reply, DateTimeOffset now)
    {
        if (reply is { IsSuccessStatus: true, Failure: null } && BlueskyToken.Read(reply, now) is { } got)
        {
            (held, refusal) = (got, null);
            return (got, null);
        }

        refusal = Refusal(reply, now);
        refusal = refusal with { QuietUntil = refusal.QuietUntil < now + LongestQuiet ? refusal.QuietUntil : now + LongestQuiet };
        return (null, refusal);
    }

    private async Task<OutboundReply> SendAsync(HttpRequestMessage request, string? token, int maxBytes, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            return await http.SendAsync(request, maxBytes, cancellationToken);
        }
    }

    private Uri Address(string path) => new(HostAddress.Of(account.Host), path);

    // com.atproto.server.createSession and refreshSession; the names of errors as their lexicons have them.
    private static PollOutcome.Refused Refusal(OutboundReply reply, DateTimeOffset now) => (reply, BlueskyFault.NameOf(reply)) switch
    {
        ({ Failure: not null }, _) => PollOutcome.Refused.Of(reply) with { QuietUntil = now + AfterFailure },
        ({ IsSuccessStatus: true }, _) => PollOutcome.Refused.Unreadable with { QuietUntil = now + AfterFailure },
        ({ Status: 429 }, _) => new PollOutcome.Refused("signed in too often (429)", Denied: false, QuietUntil: reply.RetryAfter ?? now + AfterRefusal),
        (_, "AccountTakedown") => new PollOutcome.Refused($"the account was taken down ({reply.Status})", Denied: true, QuietUntil: now + AfterRefusal),
        (_, "AuthFactorTokenRequired") => new PollOutcome.Refused($"the account asks for a code: set an app password ({reply.Status})", Denied: true, QuietUntil: now + AfterRefusal),
        ({ Status: 400 or 401 or 403 }, _) => new PollOutcome.Refused($"the account's handle or app password is not accepted ({reply.Status})", Denied: true, QuietUntil: now + AfterRefusal),
        _ => PollOutcome.Refused.Of(reply) with { QuietUntil = reply.RetryAfter ?? now + AfterFailure },
    };
}
