using System.Text.RegularExpressions;
using Relais.Campaigns;

namespace Relais.Polling.Sources;

/// <summary>The address of a list on X, as its page has it; the number at its end names the list.</summary>
internal static partial class XListAddress
{
    public static readonly AddressRule Rule = new(Read, "must be the address of a list on X: https://x.com/i/lists/ and its number.");

    /// <summary>The number of the list at an address that <see cref="Rule"/> has taken.</summary>
    public static string IdOf(string url) => url[(url.LastIndexOf('/') + 1)..];

    private static string? Read(string url) => Form().Match(url) is { Success: true } match ? $"https://x.com/i/lists/{match.Groups["id"].Value}" : null;

    // The old name leads to the same pages.
    [GeneratedRegex(@"^https://(?:x|twitter)\.com/i/lists/(?<id>[1-9][0-9]{0,18})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
