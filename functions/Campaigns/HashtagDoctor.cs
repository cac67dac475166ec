using System.Globalization;
using System.Text;

namespace Relais.Campaigns;

/// <summary>Looks at a text that is to be a hashtag: whether it is one, where, how it could be written better, and whose it is already.</summary>
internal static class HashtagDoctor
{
    // No network says how long is long: this is the house's own advice, in characters as people count them.
    private const int LongGraphemes = 30;
    private const int ShortGraphemes = 2;

    // Below it most hashtags are one word, and nothing is to be said of their capitals.
    private const int OftenSeveralWordsGraphemes = 12;

    /// <param name="text">As typed, with or without its sign.</param>
    /// <param name="words">The same in separate words; null when nobody gave them.</param>
    public static HashtagCheck Check(string text, string? words, IReadOnlyList<Campaign> campaigns, IReadOnlyCollection<SourceKind> kinds, DateTimeOffset now)
    {
        var body = HashtagFaults.BodyOf(text);
        var hashtag = Hashtag.TryParse(text, out var parsed, out _) ? parsed : null;
        var length = new HashtagLength(body.EnumerateRunes().Count(), new StringInfo(body).LengthInTextElements, Encoding.UTF8.GetByteCount(body));
        var proposal = HashtagProposal.Of(body, hashtag, words, campaigns);

        // What is no hashtag is spoken of as the one that is proposed for it.
        var meant = hashtag ?? (proposal is not null && Hashtag.TryParse(proposal.Hashtag, out var proposed, out _) ? proposed : null);
        var holders = meant is null ? [] : HoldersOf(meant, campaigns, now);
        return new(
            hashtag is not null,
            hashtag?.Shown,
            hashtag?.Folded,
            length,
            HashtagFaults.Of(text),
            [.. HashtagNetworks.Read(body, kinds).Select(read => new NetworkShown(read.Network, read.Reading.Reasons.Count == 0, read.Reading.Reasons, read.Reading.Notes))],
            proposal,
            holders,
            meant is null ? [] : [.. NotesOn(meant, proposal, holders)]);
    }

    private static IReadOnlyList<HashtagHolder> HoldersOf(Hashtag hashtag, IReadOnlyList<Campaign> campaigns, DateTimeOffset now)
    {
        var looks = HashtagLetters.LooksOf(hashtag);
        return
        [
            .. from campaign in campaigns.OrderBy(campaign => campaign.Id, StringComparer.Ordinal)
               from held in campaign.Hashtags
               let isSame = held.Folded == hashtag.Folded
               where isSame || HashtagLetters.LooksOf(held) == looks
               select new HashtagHolder(campaign.Id, campaign.Name, held.Shown, campaign.StateAt(now), isSame),
        ];
    }

    private static IEnumerable<HashtagNote> NotesOn(Hashtag hashtag, HashtagProposal? proposal, IReadOnlyList<HashtagHolder> holders)
    {
        var graphemes = new StringInfo(hashtag.Shown).LengthInTextElements;
        if (proposal is not null && proposal.Folded != hashtag.Folded)
        {
            yield return new("another", new(
                $"#{proposal.Hashtag} would be another hashtag than #{hashtag.Shown}.",
                $"#{proposal.Hashtag} serait un autre hashtag que #{hashtag.Shown}."));
        }

        if (proposal is null && graphemes >= OftenSeveralWordsGraphemes && HashtagWords.HasCase(hashtag.Shown)
            && !hashtag.Shown.Contains('_', StringComparison.Ordinal) && HashtagWords.SplitAtCapitals(hashtag.Shown).Count == 1)
        {
            yield return OneCase;
        }

        if (graphemes > LongGraphemes)
        {
            yield return new("long", new(
                $"It has {graphemes} characters: from {LongGraphemes} on a hashtag is hard to remember and to type.",
                $"Il a {graphemes} caractères\u00a0: au-delà de {LongGraphemes}, un hashtag est difficile à retenir et à taper."));
        }
        else if (graphemes <= ShortGraphemes)
        {
            yield return Short;
        }

        foreach (var note in HashtagLetters.NotesOf(hashtag.Shown))
        {
            yield return note;
        }

        if (holders.Any(holder => holder.Same && holder.State != CampaignState.Ended))
        {
            yield return Shared;
        }

        if (holders.Any(holder => !holder.Same))
        {
            yield return Lookalike;
        }
    }

    private static readonly HashtagNote OneCase = new("one-case", new(
        "If it is several words, begin each with a capital: a screen reader takes it for a single word. Give them apart as `words` to see how.",
        "S'il s'agit de plusieurs mots, commencez chacun par une majuscule\u00a0: un lecteur d'écran y voit un seul mot. Donnez-les séparés dans `words` pour voir comment."));

    private static readonly HashtagNote Short = new("short", new(
        "So short a hashtag is likely to be used for other things too, and these would be counted.",
        "Un hashtag si court sert probablement à autre chose aussi, et cela serait compté."));

    private static readonly HashtagNote Shared = new("shared", new(
        "A campaign follows it already. That is allowed: a post counts for each, and where they ask a source for the same hashtags, one poll serves all.",
        "Une campagne le suit déjà. C'est permis\u00a0: une publication compte pour chacune, et une seule requête sert celles qui suivent les mêmes hashtags."));

    private static readonly HashtagNote Lookalike = new("lookalike", new(
        "It looks like the hashtag of a campaign, but is another one: one of the two holds letters of another alphabet.",
        "Il ressemble au hashtag d'une campagne, mais c'en est un autre\u00a0: l'un des deux contient des lettres d'un autre alphabet."));
}
