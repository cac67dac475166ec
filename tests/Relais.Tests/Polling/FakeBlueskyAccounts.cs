using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Relais.Tests.Polling;

/// <summary>Sessions as a host of Bluesky's gives them: begun with a password, refreshed once each, run out by the clock.</summary>
internal sealed class FakeBlueskyAccounts(Func<DateTimeOffset> now)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> refresh = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> logins = new();
    private int tokens;

    public TimeSpan AccessLasts { get; set; } = TimeSpan.FromHours(2);

    /// <summary>All tokens given so far open nothing any more, as when the app password is taken away.</summary>
    public void ForgetTokens(bool refreshToo)
    {
        lock (gate)
        {
            access.Clear();
            if (refreshToo)
            {
                refresh.Clear();
            }
        }
    }

    public async Task LogInAsync(HttpContext context)
    {
        using var login = await JsonDocument.ParseAsync(context.Request.Body);
        RequestDelegate answer;
        lock (gate)
        {
            while (logins.TryPeek(out var first) && first <= now() - TimeSpan.FromMinutes(5))
            {
                logins.Dequeue();
            }

            logins.Enqueue(now());
            answer = logins.Count > 30 ? FakeBluesky.Fails(429, "RateLimitExceeded", "RateLimit-Reset", (logins.Peek() + TimeSpan.FromMinutes(5)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))
                : login.RootElement.GetProperty("identifier").GetString() == FakeBluesky.Handle && login.RootElement.GetProperty("password").GetString() == FakeBluesky.Password ? FakeBluesky.Says(200, Session())
                : FakeBluesky.Fails(401, "AuthenticationRequired");
        }

        await answer(context);
    }

    public Task RefreshAsync(HttpContext context)
    {
        lock (gate)
        {
            // Each refresh token is good for one session more.
            return (refresh.Remove(Bearer(context), out var until) && until > now() ? FakeBluesky.Says(200, Session()) : FakeBluesky.Fails(400, "ExpiredToken"))(context);
        }
    }

    private string Session()
    {
        var number = ++tokens;
        access[$"access.{number}"] = now() + AccessLasts;
        refresh[$"refresh.{number}"] = now().AddDays(60);
        return $$"""{"did":"{{FakeBluesky.Did}}","handle":"{{FakeBluesky.Handle}}","active":true,"accessJwt":"access.{{number}}","refreshJwt":"refresh.{{number}}","didDoc":{} }""";
    }

    /// <summary>The error that a request without a token that is good meets; null for one with.</summary>
    public string? Refuse(HttpContext context)
    {
        lock (gate)
        {
            return Bearer(context) is not { Length: > 0 } token ? "AuthMissing"
                : !access.TryGetValue(token, out var until) ? "InvalidToken"
                : until <= now() ? "ExpiredToken"
                : null;
        }
    }

    private static string Bearer(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is var header && header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : "";
}
