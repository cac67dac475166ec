namespace Relais.Intake;

/// <summary>An address of a campaign's own to which one site pushes what happens there.</summary>
/// <param name="Id">128 random bits: whoever has the address may push, as far as nothing else is asked.</param>
/// <param name="Provider">Which kind of site it is, by the name of an <see cref="IProvider"/>.</param>
/// <param name="Name">As its organiser calls it.</param>
public sealed record Inlet(string Id, string CampaignId, string Provider, string Name, DateTimeOffset Since)
{
    /// <summary>What the site signs with, newest first; several while one takes the place of another.</summary>
    public IReadOnlyList<InletSecret> Secrets { get; init; } = [];

    /// <summary>What the names of its things are hashed with; the same for as long as it is there.</summary>
    public string Salt { get; init; } = "";

    /// <summary>Whether only whoever knows a secret gets in: else the address alone lets a call in, and that of a form stands in its page.</summary>
    public bool HasKey => Secrets.Count > 0 || Bearer is not null;

    /// <summary>What must come as `Authorization: Bearer …`; null for nothing.</summary>
    public string? Bearer { get; init; }

    /// <summary>Where in a call each field of a submission is, by JSON pointers or names of form fields; empty where the provider knows it by itself.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>What a call means whose provider does not say it by itself.</summary>
    public SubmissionKind Kind { get; init; }

    /// <summary>Whether people who sign up there are asked by e-mail whether they want to be told of the campaign.</summary>
    public bool Asks { get; init; } = true;

    /// <summary>Since when nothing is taken there any more; what was counted stays. Null while something is.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How its site signs, by a word of <see cref="Signing.SignatureChoice"/>; null where the provider knows it by itself.</summary>
    public string? Signature { get; init; }

    /// <summary>The feed that a hub may say it pushes here (WebSub); null elsewhere.</summary>
    public string? Topic { get; init; }

    /// <summary>Where whoever filled in a form of HTML is led to; null for a page of ours.</summary>
    public string? Redirect { get; init; }

    /// <summary>The key that closed what its site signs with is not on this installation's ring: no call can be taken until it is.</summary>
    public bool IsUnreadable { get; init; }

    // Records print all that they hold.
    public override string ToString() => $"Inlet of {CampaignId} for {Provider}";
}

/// <summary>What a site signs with.</summary>
/// <param name="Until">From then on it is not taken any more; null for always.</param>
public sealed record InletSecret(string Value, DateTimeOffset? Until)
{
    // Records print all that they hold.
    public override string ToString() => nameof(InletSecret);
}
