namespace Relais.Rehearsal;

/// <summary>A day of posts on three networks, made by code from a fixed seed: a quiet campaign with its daily rise and fall, and one evening on which it moves.</summary>
public static class BundledDay
{
    public static readonly IReadOnlyList<string> Hashtags = ["BoîteÀOutils", "RepairCafé"];
    public static readonly TimeSpan Length = TimeSpan.FromHours(24);

    /// <summary>When the Mastodon instance does not answer: a gap for the curve to show.</summary>
    public static readonly (TimeSpan From, TimeSpan Until) Outage = (TimeSpan.FromHours(8), TimeSpan.FromHours(8.75));

    private const int Seed = 20261120;
    private const double SurgeBeginsHour = 17.2;

    private static readonly string[] Words =
    [
        "Notre atelier a besoin de bras ce soir", "Three toasters saved from the bin today", "Qui a une clé de 13 à prêter ?",
        "The tool library opens at six", "Merci à toutes et tous d'être venus", "Come and learn how to solder",
        "On répare, on partage, on recommence", "The council votes on the workshop tonight",
    ];

    /// <summary>The posts of the day in the order of their time, as offsets from its beginning. The same in every run.</summary>
    public static IEnumerable<BundledPost> Posts()
    {
        var draw = new Random(Seed);
        var number = 0;
        for (var at = NextAfter(TimeSpan.Zero, draw); at < Length; at = NextAfter(at, draw))
        {
            // Drawn at the day's highest rate and kept with the share that this hour has of it: a Poisson process of changing rate.
            if (draw.NextDouble() * HighestRate < RateAt(at.TotalHours))
            {
                var which = draw.NextDouble();
                IReadOnlyList<string> tags = which < 0.55 ? [Hashtags[0]] : which < 0.85 ? [Hashtags[1]] : Hashtags;
                yield return new BundledPost(++number, at, NetworkOf(number), tags, Words[draw.Next(Words.Length)]);
            }
        }
    }

    // Of ten posts five are written on Mastodon, three on Bluesky and two on X.
    private static string NetworkOf(int number) => (number % 10) switch { < 5 => "mastodon", < 8 => "bluesky", _ => "x" };

    private const double HighestRate = 220;

    private static TimeSpan NextAfter(TimeSpan at, Random draw) =>
        at + TimeSpan.FromHours(-Math.Log(1 - draw.NextDouble()) / HighestRate);

    // Posts an hour: about sixteen, fewer by night, and an evening that climbs within half an hour and ebbs over two.
    private static double RateAt(double hour)
    {
        var usual = 16 + (7 * Math.Sin((hour - 8) / 24 * 2 * Math.PI));
        var since = hour - SurgeBeginsHour;
        var surge = since < 0 ? 0 : since < 0.5 ? 360 * since : 180 * Math.Exp(-(since - 0.5) / 0.7);
        return Math.Min(HighestRate, usual + surge);
    }
}

/// <summary>One post of the bundled day.</summary>
/// <param name="At">Offset from the beginning of the day.</param>
/// <param name="Network">Where it was written, by the kind of its source.</param>
public sealed record BundledPost(int Number, TimeSpan At, string Network, IReadOnlyList<string> Hashtags, string Text);
