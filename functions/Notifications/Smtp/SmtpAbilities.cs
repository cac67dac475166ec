using System.Globalization;

namespace Relais.Notifications.Smtp;

/// <summary>What a mail server says that it can do, word by word as it greets.</summary>
internal sealed class SmtpAbilities
{
    public static readonly SmtpAbilities None = new([]);

    private readonly List<string[]> words;

    private SmtpAbilities(List<string[]> words) => this.words = words;

    /// <summary>The largest mail that it takes, in bytes.</summary>
    public long MostBytes => Find("SIZE") is [_, var most, ..] && long.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes : long.MaxValue;

    /// <param name="greeting">The answer to EHLO: the server's name, then an ability a line.</param>
    public static SmtpAbilities Of(SmtpReply greeting) => new([.. greeting.Lines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 0)]);

    public bool Has(string ability) => Find(ability) is not null;

    public bool SignsIn(string way) => Find("AUTH")?.Skip(1).Contains(way, StringComparer.OrdinalIgnoreCase) == true;

    private string[]? Find(string ability) => words.Find(line => line[0].Equals(ability, StringComparison.OrdinalIgnoreCase));
}
