namespace Relais.Notifications;

/// <summary>What is said in one situation, in both languages, with names in braces in the place of what is only known then.</summary>
/// <param name="Kind">The kind of alert, or <see cref="AnyKind"/>.</param>
/// <param name="Status">`firing`, `resolved`, or a word of its own for what is said differently.</param>
/// <param name="When">When it is said, for whoever writes other words.</param>
/// <param name="Body">Null where what it tells of has words of its own, or is a list.</param>
/// <param name="Names">The placeholders that it may hold.</param>
public sealed record Template(string Kind, string Status, Localized When, Localized Title, Localized? Body, IReadOnlyList<string> Names)
{
    public const string AnyKind = "any";

    // As long as a campaign's name may be, which may stand in it besides.
    public const int MostTitleChars = 120;
    public const int MostBodyChars = 1_000;

    /// <summary>The placeholders that a title may hold: those whose values are one line.</summary>
    public IReadOnlyList<string> TitleNames { get; init; } = Names;

    /// <summary>Placeholders without which a title says nothing.</summary>
    public IReadOnlyList<string> TitleNeeds { get; init; } = [];

    /// <summary>Placeholders without which a body says too little: those that hold what the law wants said.</summary>
    public IReadOnlyList<string> BodyNeeds { get; init; } = [];

    /// <summary>What stands beside those, where the message goes to somebody who has agreed to nothing yet: in characters, and without a link.</summary>
    public int? MostFreeBodyChars { get; init; }

    /// <summary>Null when a text may stand in the place of our title, else why not.</summary>
    public string? RejectTitle(string text, out string clean) =>
        TemplateText.Reject(text, TitleNames, TitleNeeds, MostTitleChars, isTitle: true, out clean) ?? (MostFreeBodyChars is null ? null : RejectLink(clean));

    /// <summary>Null when a text may stand in the place of our body, else why not.</summary>
    public string? RejectBody(string text, out string clean) =>
        TemplateText.Reject(text, Names, BodyNeeds, MostBodyChars, isTitle: false, out clean) is { } reason ? reason
        : MostFreeBodyChars is not { } most ? null
        : TemplateText.FreeChars(clean) > most ? $"must not hold more than {most} characters beside its placeholders: who reads it has agreed to nothing yet."
        : RejectLink(clean);

    private static string? RejectLink(string text) => TemplateText.HoldsLink(text) ? "must not hold a link: who reads it has agreed to nothing yet." : null;

    /// <summary>The title with others' words wherever they can be used, and ours elsewhere; not filled in.</summary>
    public Localized TitleOr(string? english, string? french) => new(
        english is not null && RejectTitle(english, out var title) is null ? title : Title.En,
        french is not null && RejectTitle(french, out var titre) is null ? titre : Title.Fr);

    /// <summary>As <see cref="TitleOr"/>, of the body; empty where the body is no template.</summary>
    public Localized BodyOr(string? english, string? french) => Body is null ? new("", "") : new(
        english is not null && RejectBody(english, out var body) is null ? body : Body.En,
        french is not null && RejectBody(french, out var corps) is null ? corps : Body.Fr);
}
