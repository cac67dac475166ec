using Relais.Http;
using Relais.Intake.Signing;

namespace Relais.Intake;

/// <summary>What of an inlet's choices its kind of site cannot have, and what a call may mean by how it is known who sends it.</summary>
internal static class InletRules
{
    /// <summary>Notes the choices that cannot be meant together.</summary>
    public static void Check(InletDraft draft, IProvider provider, FieldErrors errors, bool allowLoopback)
    {
        var isUnknown = draft.Signature is not null && (!provider.ChoosesSignature || SignatureChoice.Reject(draft.Signature) is not null);
        var scheme = provider.ChoosesSignature ? SignatureChoice.SchemeOf(draft.Signature) : provider.Scheme;
        errors.Add("signature", RejectSignature(draft.Signature, provider));
        errors.Add("secret", isUnknown ? null
            : draft.Secret is { } secret ? InletDraft.RejectSecret(secret, scheme)
            : draft.Signature is not null && scheme is not null ? "must be given where a signature is chosen: it is what the site signs with."
            : null);
        errors.Add("topic", RejectTopic(draft, allowLoopback));
        errors.Add("redirect", draft.Redirect is not { } redirect ? null
            : !provider.FromBrowsers ? "must be left out: only forms of HTML lead people on."
            : UrlRules.Reject(redirect, allowLoopback));
        var hasKey = draft.Secret is not null || draft.Bearer is not null;
        errors.Add("kind", Explain(Reject(draft.Kind ?? default, provider.FromBrowsers, hasKey)));
        if (draft.Map?.GetValueOrDefault("kind") is ['=', .. var always] && Fields.SubmissionWords.Kind(always, default) is { } kind)
        {
            errors.Add("map.kind", Explain(Reject(kind, provider.FromBrowsers, hasKey)));
        }
    }

    /// <summary>Why a call cannot be taken for what it says, in a short word; null when it can: a form of HTML vouches for no money, and what everybody would be told must come from somebody who holds a key.</summary>
    /// <param name="hasKey">Whether the inlet asks for more than its address.</param>
    public static string? Reject(SubmissionKind kind, bool fromBrowsers, bool hasKey) => kind switch
    {
        SubmissionKind.Donation when fromBrowsers => DonationByForm,
        SubmissionKind.Announcement when !hasKey => AnnouncementWithoutKey,
        _ => null,
    };

    /// <summary>An address that was taken, in the letters that a header may hold.</summary>
    public static string? InAscii(string? url) => url is null ? null : new UriBuilder(url) { Host = new Uri(url).IdnHost }.Uri.AbsoluteUri;

    private const string DonationByForm = "donation by form";
    private const string AnnouncementWithoutKey = "announcement without key";

    private static string? Explain(string? word) => word switch
    {
        null => null,
        DonationByForm => "must not be donation: a form of HTML cannot vouch for money; what is promised is a pledge.",
        _ => "must not be announcement where neither secret nor bearer is given: everybody is told of it, and whoever has the address could send one.",
    };

    private static string? RejectSignature(string? signature, IProvider provider) =>
        signature is null ? null
        : !provider.ChoosesSignature ? $"must be left out: how {provider.Name} signs is known."
        : SignatureChoice.Reject(signature);

    private static string? RejectTopic(InletDraft draft, bool allowLoopback) => (draft.Topic, draft.Signature) switch
    {
        (null, SignatureChoice.WebSub) => "must be given for websub: the address of the feed, as the feed itself says it.",
        (null, _) => null,
        (_, not SignatureChoice.WebSub) => "must be left out: only websub has one.",
        ({ } topic, _) => UrlRules.Reject(topic, allowLoopback),
    };
}
