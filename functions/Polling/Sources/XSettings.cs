using System.Globalization;

namespace Relais.Polling.Sources;

/// <summary>What an operator sets before X is asked: a token, that X has approved the use in writing, and what it may cost; section <c>Polling:X</c>.</summary>
/// <param name="BearerToken">App-only; secret.</param>
/// <param name="MonthlyMills">The most that a calendar month (UTC) may cost, in thousandths of a dollar.</param>
/// <param name="BaseAddress">Where X's API answers.</param>
/// <param name="KeepsPosts">Whether posts that a search finds are kept for a week, and paid for each day to see how they fare and whether they still stand.</param>
public sealed record XSettings(string? BearerToken, bool IsApproved, long MonthlyMills, Uri BaseAddress, bool KeepsPosts = false)
{
    // Names what X forbids without it (developer agreement, "User Protection"; restricted use cases): docs/x.md.
    public const string Approval = "Polling:X:ApprovedInWritingToMonitorSensitiveEvents";

    private const string Token = "Polling:X:BearerToken";
    private const string Money = "Polling:X:MonthlyDollars";
    private const string Keep = "Polling:X:KeepPosts";
    private const string Address = "Polling:X:BaseAddress";
    private const decimal MostDollars = 15_000; // X's own cap, 3,000,000 posts a month
    private const int MillsADollar = 1_000;

    private static readonly Uri Official = new("https://api.x.com/");

    /// <summary>Why X is not asked; null when it is.</summary>
    public string? Off =>
        BearerToken is null ? $"X is off: {Token} is not set"
        : !IsApproved ? $"X is off: {Approval} is not true"
        : MonthlyMills == 0 ? $"X is off: {Money} is 0"
        : null;

    /// <summary>Why these settings must not start here, in words for the operator; null when they may.</summary>
    public static string? Refuse(IConfiguration configuration) =>
        new[] { Approval, Keep }.FirstOrDefault(name => configuration[name] is { Length: > 0 } text && !bool.TryParse(text, out _)) is { } name ? $"The setting {name} must be true or false."
        : configuration[Money] is { Length: > 0 } && Mills(configuration) is null ? $"The setting {Money} must be a number of dollars, 0 to {MostDollars}, with at most two decimals."
        : configuration[Address] is { Length: > 0 } address && !IsBase(address) ? $"The setting {Address} must be an https address that ends with a slash."
        : null;

    /// <summary>Reads settings that <see cref="Refuse"/> has found nothing against.</summary>
    public static XSettings Read(IConfiguration configuration) => new(
        configuration[Token] is { Length: > 0 } token ? token : null,
        bool.TryParse(configuration[Approval], out var approved) && approved,
        Mills(configuration) ?? 0,
        configuration[Address] is { Length: > 0 } address ? new Uri(address) : Official,
        bool.TryParse(configuration[Keep], out var keep) && keep);

    /// <summary>Without the token, which no log may hold.</summary>
    public override string ToString() => $"{nameof(XSettings)} {{ {Off ?? "on"} }}";

    private static long? Mills(IConfiguration configuration) =>
        decimal.TryParse(configuration[Money], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars)
        && dollars <= MostDollars && decimal.Round(dollars, 2) == dollars
            ? (long)(dollars * MillsADollar)
            : null;

    // The guard lets plain http through to this machine alone, and only in development.
    private static bool IsBase(string address) =>
        address.EndsWith('/') && Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback);
}
