using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Http;
using Relais.Intake.Signing;
using Relais.Notifications;

namespace Relais.Intake;

/// <summary>Shows an organiser what an inlet makes of a call: of one that we write and sign as its site would, or of one of theirs.</summary>
internal static class TryInlet
{
    private const string SampleId = "msg_sample";
    private const int LongestTypeChars = 200;

    public static async Task<Results<Ok<TrialShown>, ProblemHttpResult>> RunAsync(
        string campaign, string inlet, TrialDraft? draft, InletStore inlets, IEnumerable<IProvider> providers, InletDoor door, PublicAddress address, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await inlets.FindAsync(campaign, inlet, cancellationToken) is not { } found || providers.FirstOrDefault(one => one.Name == found.Provider) is not { } provider)
        {
            return Problem.NotFound("inlet");
        }

        var url = new Uri($"{address.Root}/in/{campaign}/{inlet}");
        if (draft is { ContentType: not null } or { Body: not null } or { Headers: not null })
        {
            var errors = new FieldErrors();
            errors.Add("contentType", draft.ContentType is { Length: > 0 and <= LongestTypeChars } type && !type.Any(char.IsControl) ? null : $"must be given, in at most {LongestTypeChars} characters: what the site sends as Content-Type.");
            errors.Add("body", draft.Body is null ? "must be given: what the site sends." : Encoding.UTF8.GetByteCount(draft.Body) > ReceiveWebhook.MostBodyBytes ? $"must not be larger than {ReceiveWebhook.MostBodyBytes} bytes." : null);
            return errors.Any
                ? errors.ToProblem()
                : TypedResults.Ok(TrialShown.Of(InletDoor.Read(provider, found, Call(draft.ContentType!, draft.Body!, draft.Headers ?? new Dictionary<string, string>())), isKept: false));
        }

        if (found.IsUnreadable)
        {
            return TypedResults.Ok(new TrialShown(StatusCodes.Status503ServiceUnavailable, "key missing", false, []));
        }

        var now = time.GetUtcNow();
        var sample = provider.SampleOf(found, now);
        var call = Call(sample.ContentType, sample.Body, sample.Headers.ToDictionary(one => one.Name, one => one.Value));
        if (found.SecretsAt(now) is [var newest, ..] && provider.SchemeOf(found) is { } scheme)
        {
            foreach (var (name, value) in scheme.Sign(call, newest, SampleId, now))
            {
                call.Headers[name] = value;
            }
        }

        if (found.Bearer is { } bearer)
        {
            call.Headers.Authorization = $"Bearer {bearer}";
        }

        var taken = await door.TakeAsync(provider, found, call, isTrial: true);
        return TypedResults.Ok(TrialShown.Of(taken, isKept: taken.Told.Count > 0));

        IncomingCall Call(string type, string body, IReadOnlyDictionary<string, string> headers)
        {
            IHeaderDictionary all = new HeaderDictionary();
            foreach (var (name, value) in headers)
            {
                all[name] = value;
            }

            all.ContentType = type;
            return new IncomingCall(HttpMethods.Post, url, all, Encoding.UTF8.GetBytes(body), time.GetUtcNow());
        }
    }
}

/// <summary>A call of an organiser's own that is only read; all left out for one that we write.</summary>
/// <param name="ContentType">Its media type, such as `application/json`.</param>
/// <param name="Headers">Those that say what it is about, where its site sends such.</param>
public sealed record TrialDraft(string? ContentType = null, string? Body = null, IReadOnlyDictionary<string, string>? Headers = null)
{
    // Records print all that they hold.
    public override string ToString() => nameof(TrialDraft);
}

/// <summary>What an inlet makes of a call.</summary>
/// <param name="Status">What its site would be answered.</param>
/// <param name="Why">Why it would be refused, or one of several things in it, in a short word; null when nothing is.</param>
/// <param name="Kept">Whether it was kept, among the trials.</param>
/// <param name="Understood">What it tells; nothing where it concerns nobody here.</param>
public sealed record TrialShown(int Status, string? Why, bool Kept, IReadOnlyList<Understood> Understood)
{
    internal static TrialShown Of(Taken taken, bool isKept) => new(taken.Status, taken.Why, isKept, [.. taken.Told.Select(Intake.Understood.Of)]);
}

/// <summary>One thing as a call tells it, without anything personal.</summary>
/// <param name="Standing">`counts`, `pending` or `cancelled`.</param>
/// <param name="Amounts">By unit, in thousandths.</param>
/// <param name="Contact">Whether anything was found of who it is.</param>
/// <param name="Words">Whether a title, a text or a link was found.</param>
public sealed record Understood(SubmissionKind Kind, SubmissionStanding Standing, DateTimeOffset At, MoneyUnderstood? Money, IReadOnlyDictionary<string, long> Amounts, bool Contact, bool Words)
{
    internal static Understood Of(Submission told) => new(
        told.Kind,
        told.Standing,
        told.At,
        told.Money is { } money ? new MoneyUnderstood(money.Currency, money.Minor, told.Refunded) : null,
        told.Amounts,
        told.Contact is not null,
        told is not { Title: null, Text: null, Url: null });
}

/// <param name="Minor">In the smallest unit of the currency, before anything was given back.</param>
/// <param name="Refunded">What was given back; null where the call does not say.</param>
public sealed record MoneyUnderstood(string Currency, long Minor, long? Refunded);
