using System.Globalization;

namespace Relais.Notifications;

/// <summary>Writes people's digests when they are sent: what was kept for each, in the words that it has by then, newest first.</summary>
public sealed class DigestTexts(DigestBook digests, LedgerReader ledger)
{
    // A message of some lines is read, a list is not; every channel holds so much.
    private const int MostLines = 20;

    // After two days nobody needs to be told of the days before.
    private static readonly TimeSpan WorthReading = TimeSpan.FromDays(2);

    /// <summary>A digest as the ledger keeps it, before it is written for anybody.</summary>
    /// <param name="title">A template: how much there is to tell is each one's own.</param>
    public static Notification Of(CampaignDigest digest, string campaignName, Localized title) => new(
        DigestRows.AlertIdOf(digest), 1, digest.CampaignId, campaignName, AlertKinds.Digest, "firing", title, new("", ""), digest.At, digest.At + WorthReading);

    /// <summary>What each of these people is told; whoever is left out has nothing left to be told.</summary>
    /// <param name="readers">In the order of their ids.</param>
    internal async Task<IReadOnlyDictionary<string, Notification>> WriteAsync(Notification digest, IReadOnlyList<Recipient> readers, CancellationToken cancellationToken)
    {
        var written = new Dictionary<string, Notification>(StringComparer.Ordinal);
        if (readers.Count == 0)
        {
            return written;
        }

        var items = await digests.ReadRangeAsync(new CampaignDigest(digest.CampaignId, digest.At), readers[0].Id, readers[^1].Id, cancellationToken);
        var words = new Dictionary<(string AlertId, int Version), IReadOnlyDictionary<int, Notification>>();
        foreach (var version in readers.SelectMany(reader => items[reader.Id]).Select(item => (item.AlertId, item.Version)).Distinct())
        {
            words[version] = await ledger.ReadWordsAsync(version.AlertId, version.Version, cancellationToken);
        }

        foreach (var reader in readers)
        {
            var entries = items[reader.Id].GroupBy(item => FirstOf(item)?.AlertId ?? item.AlertId).SelectMany(alert => ToTell([.. alert]))
                .Select(WordsOf).OfType<Notification>().OrderByDescending(entry => entry.At).ThenBy(entry => entry.AlertId, StringComparer.Ordinal).ToArray();
            if (entries.Length > 0)
            {
                written[reader.Id] = Write(digest, entries, reader.Wishes.Zone);
            }
        }

        return written;

        Notification? WordsOf(DigestItem item) => words[(item.AlertId, item.Version)].GetValueOrDefault(item.Page);

        FirstTold? FirstOf(DigestItem item) => words[(item.AlertId, item.Version)].Values.FirstOrDefault()?.First;

        // Who has not heard the first words needs no correction of them: they are corrected themselves by now, or gone. An older version goes
        // on being told only where it says other alerts too.
        IEnumerable<DigestItem> ToTell(IReadOnlyList<DigestItem> items)
        {
            var first = items.Where(item => FirstOf(item) is null).ToArray();
            var newest = first.Select(item => item.Version).DefaultIfEmpty().Max();
            return first.Length > 0
                ? first.Where(item => item.Version == newest || WordsOf(item)?.SaysSeveral == true)
                : items.GroupBy(item => item.AlertId).Select(follow => follow.MaxBy(item => item.Version)!);
        }
    }

    /// <summary>The digest of somebody who has this to read, newest first.</summary>
    internal static Notification Write(Notification digest, IReadOnlyList<Notification> entries, TimeZoneInfo zone)
    {
        var lines = entries.SelectMany(entry => Titles(entry).Select(title => (entry.At, Title: title))).ToArray();
        var links = entries.Select(entry => entry.Url).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        var (some, more) = (lines.Take(MostLines).ToArray(), lines.Length - MostLines);
        return digest with
        {
            Title = TemplateText.Fill(FrameTemplates.Digest.TitleOr(digest.Title.En, digest.Title.Fr), ValuesOf(digest.CampaignName, lines.Length)),
            Body = new(
                string.Join('\n', [.. some.Select(line => Line(line.At, line.Title, "en")), .. more > 0 ? [string.Create(CultureInfo.InvariantCulture, $"and {more} more")] : Array.Empty<string>()]),
                string.Join('\n', [.. some.Select(line => Line(line.At, line.Title, "fr")), .. more > 0 ? [string.Create(CultureInfo.InvariantCulture, $"et {more} de plus")] : Array.Empty<string>()])),
            Url = links.Length == 1 ? links[0] : null,
        };

        string Line(DateTimeOffset at, Localized title, string language) => string.Create(Localized.CultureOf(language), $"{WallClock.At(zone, at):d MMM HH:mm} – {title.In(language)}");
    }

    internal static IReadOnlyDictionary<string, Localized> ValuesOf(string campaignName, int things) => new Dictionary<string, Localized>(StringComparer.Ordinal)
    {
        [Placeholders.Campaign] = Placeholders.Same(campaignName),
        [Placeholders.Things] = Placeholders.ThingsOf(things),
    };

    // A notification that says several alerts has one line for each of them.
    private static IEnumerable<Localized> Titles(Notification entry) =>
        entry.SaysSeveral ? entry.Body.En.Split('\n').Zip(entry.Body.Fr.Split('\n'), (english, french) => new Localized(english, french)) : [entry.Title];
}
