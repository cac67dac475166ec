using System.Text.RegularExpressions;
using Relais.Polling;
using Relais.Tests.Architecture;

namespace Relais.Tests.Polling;

/// <summary>Why something of a source is not known, in words.</summary>
public sealed partial class ReasonWordsTests
{
    [Theory]
    [InlineData("X tells numbers only", "X tells numbers only", "X ne donne que des nombres")]
    [InlineData("answered 503", "answered 503", "une réponse d'erreur (503)")]
    [InlineData("timeout", "no answer in time", "pas de réponse à temps")]
    [InlineData("something new", "something new", "something new")]
    [InlineData(
        "moved for good, and is not followed (301); follow https://other.example/a;%20b instead",
        "moved for good, and is not followed (301); follow https://other.example/a;%20b instead",
        "l'adresse a changé pour de bon, et n'est pas suivie (301)\u00a0; à suivre désormais\u00a0: https://other.example/a;%20b")]
    [InlineData(
        "sent elsewhere, and is not followed (302); to https://other.example/",
        "sent elsewhere, and is not followed (302); to https://other.example/",
        "l'adresse renvoie ailleurs, et n'est pas suivie (302)\u00a0; vers https://other.example/")]
    [InlineData(
        "a web page, not a feed; it names the feed https://site.example/rss",
        "a web page, not a feed; it names the feed https://site.example/rss",
        "une page web, et non un flux\u00a0; elle nomme le flux https://site.example/rss")]
    public void A_reason_is_said_in_both_languages_with_the_address_that_it_names(string reason, string english, string french)
    {
        var words = ReasonWords.Of(reason);

        Assert.Equal((english, french), (words.En, words.Fr));
    }

    [Fact]
    public void Every_gap_and_everything_that_a_source_does_not_tell_has_words()
    {
        var given = SourceFile.All.Where(file => file.Path.StartsWith("functions/Polling/", StringComparison.Ordinal))
            .SelectMany(file => Given().Matches(file.WithoutComments).Select(match => match.Groups["text"].Value))
            .Append(ReasonWords.NotYet).Distinct().ToArray();

        Assert.InRange(given.Length, 8, 20);
        Faults.None(given.Where(reason => ReasonWords.Of(reason) is var words && words.En == words.Fr).Select(reason => $"functions/Polling/ReasonWords.cs has no words for: {reason}"));
    }

    [GeneratedRegex("""(?:NoTopics = |\bCut\(|\bGap\([^"\n]*, )"(?<text>[^"]+)"(?:, Recovered: false)?""")]
    private static partial Regex Given();
}
