using System.Text.RegularExpressions;
using Relais.Http;
using Relais.Polling;
using Relais.Polling.Sources;
using Relais.Tests.Architecture;

namespace Relais.Tests.Polling;

/// <summary>What is said of sources that have stopped.</summary>
public sealed partial class StopWordsTests
{
    private static readonly DateTimeOffset Since = new(2026, 3, 2, 8, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(
        "X does not accept the token (401)",
        "X does not accept the token (401). Whoever runs Relais can mend it: docs/operations.md and docs/x.md say how.",
        "X refuse le jeton (401). La personne qui exploite Relais peut y remédier\u00a0: docs/operations.md et docs/x.md disent comment.")]
    [InlineData(
        "answered 503",
        "answered 503. It is tried again by itself, and nothing need be done unless it lasts.",
        "une réponse d'erreur (503). Un nouvel essai se fait de lui-même\u00a0; il n'y a rien à faire, sauf si cela dure.")]
    [InlineData(
        "moved for good, and is not followed (301); follow https://other.example/?key=secret instead",
        "moved for good, and is not followed (301). Look at the campaign's sources and hashtags, and change what is wrong there; it is tried again by itself.",
        "l'adresse a changé pour de bon, et n'est pas suivie (301). Vérifiez les sources et les hashtags de la campagne et corrigez-les\u00a0; un nouvel essai se fait de lui-même.")]
    [InlineData(
        "timeout",
        "no answer in time. It is tried again by itself, and nothing need be done unless it lasts.",
        "pas de réponse à temps. Un nouvel essai se fait de lui-même\u00a0; il n'y a rien à faire, sauf si cela dure.")]
    [InlineData(
        "something new",
        "something new. It is tried again by itself, and nothing need be done unless it lasts.",
        "something new. Un nouvel essai se fait de lui-même\u00a0; il n'y a rien à faire, sauf si cela dure.")]
    public void They_say_which_since_when_why_and_what_to_do(string reason, string english, string french)
    {
        var words = StopWords.Say("River", "site.example/feed", reason, Since);

        Assert.Equal(("River: nothing is read from site.example/feed.", "River\u00a0: rien n'est lu sur site.example/feed."), (words.Title.En, words.Title.Fr));
        Assert.Equal("Since 2026-03-02 08:05 UTC: " + english, words.Body.En);
        Assert.Equal("Depuis le 2026-03-02 à 08:05 UTC\u00a0: " + french, words.Body.Fr);
    }

    [Fact]
    public void Every_reason_that_a_source_gives_has_words()
    {
        var given = SourceFile.All.Where(file => file.Path.StartsWith("functions/Polling/Sources/", StringComparison.Ordinal) || file.Path == "functions/Polling/PollOutcome.cs")
            .SelectMany(file => Given().Matches(file.WithoutComments).SelectMany(match => match.Groups["text"].Captures.Select(text => text.Value.Split('{')[0])))
            .Concat(Enum.GetNames<OutboundFailure>().Select(name => name.ToLowerInvariant()))
            .Append(new XSettings(null, false, 0, new Uri("https://api.x.com/")).Off!)
            .Where(reason => reason.Length > 0).ToArray();

        Assert.InRange(given.Length, 35, 100);
        Faults.None(given.Where(reason => StopWords.Of(reason) is null).Select(reason => $"functions/Polling/StopWords.cs has no words for: {reason}"));
    }

    [GeneratedRegex("""(?:Refused|Stopped|FeedFault NoFeed = new|FeedFault)\(\s*(?:\w+ \? )?\$?"(?<text>[^"]*)"(?:\s*:\s*\$?"(?<text>[^"]*)")?""")]
    private static partial Regex Given();
}
