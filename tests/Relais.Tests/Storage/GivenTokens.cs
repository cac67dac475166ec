using System.Collections.Concurrent;
using Azure.Core;

namespace Relais.Tests.Storage;

/// <summary>An identity that hands out what a test gives it, one token after another and the last one again, and remembers for what it was asked.</summary>
internal sealed class GivenTokens(params Func<AccessToken>[] tokens) : TokenCredential
{
    private readonly ConcurrentQueue<string> asked = new();
    private int given;

    /// <summary>The scopes of each question.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <summary>Tokens that last for a day.</summary>
    public static GivenTokens Of(params string[] tokens) => new([.. tokens.Select(token => Lasting(token, TimeSpan.FromDays(1)))]);

    public static Func<AccessToken> Lasting(string token, TimeSpan time) => () => new AccessToken(token, TimeProvider.System.GetUtcNow() + time);

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing waits for a token on a thread.");

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        asked.Enqueue(string.Join(' ', requestContext.Scopes));
        return ValueTask.FromResult(tokens[Math.Min(Interlocked.Increment(ref given), tokens.Length) - 1]());
    }
}
