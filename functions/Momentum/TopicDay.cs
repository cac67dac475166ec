using System.Globalization;
using Relais.Campaigns;
using Relais.Storage.Tables;

namespace Relais.Momentum;

/// <summary>What the posts of one question had about them on one day (UTC): other hashtags, and public accounts, each counted by itself.</summary>
public sealed class TopicDay
{
    private const int MostHashtags = 200;
    private const int MostAccounts = 100;
    private const int LongestHashtagChars = 60;

    private readonly Sketch hashtags = new(MostHashtags);
    private readonly Sketch accounts = new(MostAccounts);

    public IReadOnlyList<Sighting> Hashtags => hashtags.Sightings;

    public IReadOnlyList<Sighting> Accounts => accounts.Sightings;

    /// <summary>The day as its row has it; empty where there is none.</summary>
    internal static TopicDay Decode(TableEntity? row)
    {
        var day = new TopicDay();
        Read(row?.GetString("Hashtags"), day.hashtags, Hashtag.Fold);
        Read(row?.GetString("Accounts"), day.accounts, KeyOf);
        return day;
    }

    public void Add(PostTraits traits)
    {
        foreach (var hashtag in traits.Hashtags.Where(hashtag => hashtag.Shown.Length <= LongestHashtagChars))
        {
            hashtags.Add(hashtag.Folded, hashtag.Shown);
        }

        if (traits.Account is { } account)
        {
            accounts.Add(KeyOf(account.Name), account.Name, account.Url);
        }
    }

    internal TableEntity Encode(string query, string key) => new(query, key) { ["Hashtags"] = Write(hashtags), ["Accounts"] = Write(accounts) };

    private static string KeyOf(string account) => account.ToLowerInvariant();

    // A line each: count, error, name, address. No name and no address holds a space.
    private static string Write(Sketch sketch) => string.Join(
        '\n', sketch.Sightings.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Count} {one.Error} {one.Name}{(one.Url is null ? "" : " " + one.Url)}")));

    private static void Read(string? text, Sketch sketch, Func<string, string> keyOf)
    {
        foreach (var line in text?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var parts = line.Split(' ');
            sketch.Restore(new Sighting(
                keyOf(parts[2]), parts[2], parts.ElementAtOrDefault(3), int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture)));
        }
    }
}
