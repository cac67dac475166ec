using System.Globalization;
using Relais.Hosting;
using Relais.Intake.Signing;

namespace Relais.Intake;

/// <summary>What becomes of a call to an inlet: known for the site's own, read, held to the rules, and kept. The same for what a site sends and for what is sent to try an inlet out.</summary>
internal sealed class InletDoor(SubmissionStore submissions)
{
    // Nothing that is tried out is the same as something that happened.
    private const string TrialPrefix = "trial:";

    /// <summary>The word for a thing that counts what nothing else at its inlet does, where too much is counted already.</summary>
    public const string TooMany = "too many units";

    /// <summary>Takes a call; done once what it tells is kept.</summary>
    /// <param name="isTrial">Whatever it says of itself, it is kept among the trials.</param>
    public async Task<Taken> TakeAsync(IProvider provider, Inlet inlet, IncomingCall call, bool isTrial = false)
    {
        using var span = IntakeMeter.StartCall(provider, inlet);
        var taken = await KeepAsync(provider, inlet, call, isTrial);
        if (!isTrial)
        {
            IntakeMeter.Note(provider, taken);
        }

        return taken;
    }

    private async Task<Taken> KeepAsync(IProvider provider, Inlet inlet, IncomingCall call, bool isTrial)
    {
        if (Verify(provider, inlet, call) is { } stranger)
        {
            return new Taken(StatusCodes.Status401Unauthorized, stranger, []);
        }

        var read = Read(provider, inlet, call);
        var told = isTrial ? [.. read.Told.Select((one, number) => one with { Key = string.Create(CultureInfo.InvariantCulture, $"{TrialPrefix}{number}"), IsTest = true })] : read.Told;
        if (read.Status != StatusCodes.Status200OK)
        {
            return read;
        }

        try
        {
            // To its end, also when the sender goes away: it will come back and must find it.
            var refused = await submissions.KeepAsync(inlet, told);
            return refused == 0 ? read with { Told = told }
                : refused == told.Count ? new Taken(StatusCodes.Status400BadRequest, TooMany, [])
                : read with { Told = told, Why = TooMany };
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            return new Taken(StatusCodes.Status503ServiceUnavailable, "no storage", []);
        }
    }

    /// <summary>What a call tells that is known for the site's own; nothing is kept.</summary>
    public static Taken Read(IProvider provider, Inlet inlet, IncomingCall call)
    {
        var (told, fault) = Hold(provider.Read(call, inlet), provider, inlet);
        return fault is not null && told.Count == 0 ? new Taken(StatusCodes.Status400BadRequest, fault, []) : new Taken(StatusCodes.Status200OK, fault, told);
    }

    /// <summary>What of a reading may be kept, and the first reason why something may not.</summary>
    public static (IReadOnlyList<Submission> Told, string? Fault) Hold(Reading reading, IProvider provider, Inlet inlet)
    {
        var all = reading.Submissions.Select(one => Hold(one, provider, inlet)).ToArray();
        return ([.. all.Select(one => one.Kept).OfType<Submission>()], reading.Fault ?? all.FirstOrDefault(one => one.Fault is not null).Fault);
    }

    private static (Submission? Kept, string? Fault) Hold(Submission told, IProvider provider, Inlet inlet) =>
        InletRules.Reject(told.Kind, provider.FromBrowsers, inlet.HasKey) is { } word ? (null, word) : SubmissionRules.Keep(told);

    private static string? Verify(IProvider provider, Inlet inlet, IncomingCall call)
    {
        if (inlet.Bearer is { } bearer && Bearer.Verify(call, bearer).Fault is { } fault)
        {
            return fault;
        }

        // A site that cannot sign, or was not told with what, is known by the address alone.
        if (provider.SchemeOf(inlet) is not { } scheme || inlet.Secrets.Count == 0)
        {
            return null;
        }

        return scheme.Verify(call, inlet.SecretsAt(call.ReceivedAt), call.ReceivedAt).Fault;
    }
}

/// <summary>What became of a call.</summary>
/// <param name="Status">What its sender is answered.</param>
/// <param name="Why">Why it was refused, or why one of several things in it was, in a short word; null when all of it was taken.</param>
/// <param name="Told">What was taken.</param>
internal sealed record Taken(int Status, string? Why, IReadOnlyList<Submission> Told)
{
    // Records print all that they hold.
    public override string ToString() => $"{Status} {Why}";
}
