using Relais.Http;
using Relais.Intake.Fields;
using Relais.Intake.Signing;
using Relais.Notifications;

namespace Relais.Intake;

/// <summary>An inlet as it is asked for.</summary>
/// <param name="Provider">Which kind of site it is: `stripe`, `typeform`, `json` …</param>
/// <param name="Name">As its organiser calls it.</param>
/// <param name="Secret">What the site signs with, where it signs; without one the address alone lets a call in.</param>
/// <param name="Bearer">What must come as `Authorization: Bearer …`, for sites that can send a header and cannot sign.</param>
/// <param name="Map">Where in a call each field is, by JSON pointers or names of form fields; where the provider does not know it by itself.</param>
/// <param name="Kind">What a call means whose provider does not say it: a sign-up when left out.</param>
/// <param name="Asks">Whether people who sign up are asked by e-mail whether they want to be told of the campaign: true when left out.</param>
/// <param name="Signature">How the site signs, where the provider leaves it to the inlet: after Standard Webhooks when left out.</param>
/// <param name="Topic">The feed that a hub of WebSub pushes.</param>
/// <param name="Redirect">Where whoever filled in a form of HTML is led to: to a page of ours when left out.</param>
public sealed record InletDraft(
    string? Provider = null,
    string? Name = null,
    string? Secret = null,
    string? Bearer = null,
    IReadOnlyDictionary<string, string>? Map = null,
    SubmissionKind? Kind = null,
    bool? Asks = null,
    string? Signature = null,
    string? Topic = null,
    string? Redirect = null)
{
    private const int LongestNameChars = 100;
    private const int LongestSecretChars = 512;

    /// <summary>Notes every field at fault; answers the name as it is kept.</summary>
    /// <param name="allowLoopback">As <see cref="UrlRules"/> take it.</param>
    internal string Check(FieldErrors errors, IEnumerable<IProvider> providers, bool allowLoopback)
    {
        var provider = providers.FirstOrDefault(one => one.Name == Provider);
        errors.Add("provider", provider is null ? $"must be one of: {string.Join(", ", providers.Select(one => one.Name).Order(StringComparer.Ordinal))}." : null);
        var name = errors.Text("name", Name, 1, LongestNameChars);
        errors.Add("bearer", Bearer is null ? null : Signing.Bearer.Reject(Bearer));
        if (provider is null)
        {
            return name;
        }

        InletRules.Check(this, provider, errors, allowLoopback);
        if (MapRules.Check(provider, Map ?? new Dictionary<string, string>()) is { } fault)
        {
            errors.Add(fault.Field, fault.Detail);
        }

        return name;
    }

    internal static string? RejectSecret(string secret, SignatureScheme? scheme) =>
        scheme is null ? "must be left out: this provider does not sign; use bearer where it can send a header."
        : secret.Length is 0 or > LongestSecretChars ? $"must be 1 to {LongestSecretChars} characters."
        : scheme.RejectSecret(secret);
}

/// <summary>Another secret for an inlet.</summary>
/// <param name="OverlapHours">For how long the one before is taken, too: 24 when left out.</param>
public sealed record SecretDraft(string? Secret = null, int? OverlapHours = null)
{
    public const int UsualOverlapHours = 24;
    private const int MostOverlapHours = 24 * 30;

    internal void Check(FieldErrors errors, IProvider? provider, Inlet inlet)
    {
        errors.Add("secret", Secret is null ? "must be given." : provider is null ? "cannot be used: its provider is not known here." : InletDraft.RejectSecret(Secret, provider.SchemeOf(inlet)));
        errors.Add("overlapHours", OverlapHours is < 0 or > MostOverlapHours ? $"must be 0 to {MostOverlapHours}." : null);
    }
}

/// <summary>An inlet as the API shows it: never with what its site signs with.</summary>
/// <param name="Url">Where the site pushes to: whoever has it may, as far as nothing else is asked.</param>
/// <param name="Secrets">How many secrets are taken at the moment.</param>
/// <param name="Counted">What has been counted.</param>
/// <param name="Trials">The same of what its site sent to try it out; it counts towards nothing.</param>
/// <param name="Refused">Calls refused in the last week, newest first; null where they were not asked for.</param>
public sealed record InletShown(
    string Id,
    string Url,
    string Provider,
    string Name,
    SubmissionKind Kind,
    IReadOnlyDictionary<string, string> Map,
    bool Asks,
    string? Signature,
    string? Topic,
    string? Redirect,
    int Secrets,
    bool Bearer,
    bool KeyMissing,
    DateTimeOffset Since,
    SumsShown Counted,
    SumsShown Trials,
    IReadOnlyList<Refusal>? Refused)
{
    internal static InletShown Of(Inlet inlet, Sums sums, PublicAddress address, IReadOnlyList<Refusal>? refused) => new(
        inlet.Id,
        $"{address.Root}/in/{inlet.CampaignId}/{inlet.Id}",
        inlet.Provider,
        inlet.Name,
        inlet.Kind,
        inlet.Map,
        inlet.Asks,
        inlet.Signature,
        inlet.Topic,
        inlet.Redirect,
        inlet.Secrets.Count,
        inlet.Bearer is not null,
        inlet.IsUnreadable,
        inlet.Since,
        SumsShown.Of(sums, Intake.Sums.NoPrefix),
        SumsShown.Of(sums, Intake.Sums.TestPrefix),
        refused);
}

/// <summary>A campaign's inlets, oldest first.</summary>
public sealed record InletList(IReadOnlyList<InletShown> Inlets);

/// <summary>What has been counted at an inlet.</summary>
/// <param name="Submissions">How many of each kind.</param>
/// <param name="Money">How much of each kind and currency, what was given back taken off: currencies are never added up.</param>
/// <param name="Amounts">How much of each other unit, in thousandths.</param>
public sealed record SumsShown(IReadOnlyDictionary<string, long> Submissions, IReadOnlyList<MoneyShown> Money, IReadOnlyDictionary<string, long> Amounts)
{
    internal static SumsShown Of(Sums sums, string prefix)
    {
        var names = sums.Counts.Where(count => Sums.IsTest(count.Key) == (prefix == Sums.TestPrefix)).Select(count => (Parts: count.Key[prefix.Length..].Split(' '), count.Value)).OrderBy(one => string.Join(' ', one.Parts), StringComparer.Ordinal).ToArray();
        return new SumsShown(
            names.Where(one => one.Parts[0] == "deeds").ToDictionary(one => one.Parts[1], one => one.Value),
            [.. names.Where(one => one.Parts[0] == "money").Select(one => new MoneyShown(one.Parts[1], one.Parts[2], one.Value))],
            names.Where(one => one.Parts[0] == "amount").ToDictionary(one => one.Parts[1], one => one.Value));
    }
}

/// <param name="Minor">In the smallest unit of the currency: cents, or the whole where it has none.</param>
public sealed record MoneyShown(string Kind, string Currency, long Minor);
