using Relais.Intake.Signing;

namespace Relais.Intake;

/// <summary>One kind of site that pushes: how its calls are known for its own, what it asks before it pushes, and what its calls mean. Knows nothing of storage, and throws at nothing that a stranger sends.</summary>
internal interface IProvider
{
    /// <summary>Such as `stripe`; the word of the API.</summary>
    string Name { get; }

    /// <summary>How it signs; null where it cannot: then the address, and a bearer token where the inlet has one, must do.</summary>
    SignatureScheme? Scheme { get; }

    /// <summary>Whether an inlet chooses among <see cref="SignatureChoice"/> how its site signs.</summary>
    bool ChoosesSignature => false;

    /// <summary>How the site of this inlet signs.</summary>
    SignatureScheme? SchemeOf(Inlet inlet) => ChoosesSignature ? SignatureChoice.SchemeOf(inlet.Signature) : Scheme;

    /// <summary>Whether the browsers of people call: they want a page for an answer, and nobody vouches for what they send.</summary>
    bool FromBrowsers => false;

    /// <summary>Whether an inlet's map says where the fields are; false where the provider knows it by itself.</summary>
    bool ReadsMap => false;

    /// <summary>Answers what a site asks before it pushes, which nobody signs; null when the call is no such question.</summary>
    Greeting? Greet(IncomingCall call, Inlet inlet) => null;

    /// <summary>What a call that is known for its own means.</summary>
    Reading Read(IncomingCall call, Inlet inlet);

    /// <summary>A call such as such a site makes of somebody made up, with what this inlet reads where it reads it; not signed.</summary>
    Sample SampleOf(Inlet inlet, DateTimeOffset now);
}

/// <summary>A call that we wrote, in the shape that a provider documents.</summary>
/// <param name="Headers">Those that say what the call is about, beside its type.</param>
internal sealed record Sample(string ContentType, string Body, params IReadOnlyList<(string Name, string Value)> Headers);

/// <summary>The answer to a site's question.</summary>
internal sealed record Greeting(int Status, string MediaType, string Body, IReadOnlyDictionary<string, string>? Headers = null);

/// <summary>What a call means: submissions, perhaps none, or why nobody can tell; of several things in one call perhaps both, each of its own.</summary>
/// <param name="Fault">A short word for the organiser, such as `no JSON` or `no amount`; null when it could be read. Holds nothing of what was sent.</param>
internal sealed record Reading(IReadOnlyList<Submission> Submissions, string? Fault = null)
{
    /// <summary>It concerns nobody here, such as a site's own notices.</summary>
    public static readonly Reading Nothing = new([]);

    public static Reading Unreadable(string fault) => new([], fault);

    /// <summary>Of a call that tells of several things: all that can be read, and the first reason why one cannot.</summary>
    public static Reading Of(IReadOnlyList<Reading> readings) =>
        new([.. readings.SelectMany(reading => reading.Submissions)], readings.Select(reading => reading.Fault).FirstOrDefault(fault => fault is not null));
}
