using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>What is kept of a person, for themselves: everything, by the link that their messages have, to be read or erased.</summary>
public static class OwnData
{
    public static void MapOwnData(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapFunction(nameof(OwnData), "api/me/{token}").WithTags("Own data").AllowAnonymous();
        own.MapGet("", ReadAsync).WithSummary("All that is kept of whoever holds this link.");
        own.MapDelete("", EraseAsync).WithSummary("Erases all that is kept of whoever holds this link.");
    }

    private static async Task<Results<Ok<OwnDataShown>, ProblemHttpResult>> ReadAsync(string token, HttpContext context, MemberDoor door, People people, SecondAddresses seconds, IEnumerable<IMemberTraces> traces, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await door.OpenAsync(token, cancellationToken) is not { } member)
        {
            return Problem.NotFound("person");
        }

        var (subscription, recipient) = (member.Subscription, member.Recipient);
        var person = await people.FindAsync(recipient.Channel, recipient.Address, recipient.Secret, cancellationToken);
        var second = await seconds.FindAsync(subscription.CampaignId, recipient.Id, cancellationToken);
        var sent = new List<MemberTrace>();
        foreach (var trace in recipient.Channel == MemberTrace.Channel ? traces : [])
        {
            sent.AddRange(await trace.ListAsync(subscription.CampaignId, recipient.Address, cancellationToken));
        }

        return TypedResults.Ok(new OwnDataShown(
            member.Campaign.Name,
            recipient.Channel,
            SecondPages.Shown(recipient),
            subscription.Consent,
            subscription.Since,
            subscription.Kinds,
            subscription.Topics,
            subscription.Floor,
            subscription.Language,
            subscription.Cell,
            subscription.Area,
            WishDraft.Of(recipient.Wishes),
            recipient.Off,
            second is null ? null : new SecondShown(second.Channel, SecondPages.ShownBeside(recipient, second), second.Behind!.Minutes, second.Behind.Since),
            sent,
            [.. (person?.At.Keys ?? []).Order(StringComparer.Ordinal)],
            [.. (person?.Stopped ?? (IReadOnlySet<string>)new HashSet<string>()).Order(StringComparer.Ordinal)]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EraseAsync(string token, PersonalLinks links, Departures departures)
    {
        if (links.Read("me", token) is not var (campaignId, id))
        {
            return Problem.NotFound("person");
        }

        await departures.EraseAsync(campaignId, id, CancellationToken.None);
        return TypedResults.NoContent();
    }
}

/// <summary>All that is kept of a person in one campaign.</summary>
/// <param name="Address">Where it goes; of a hook that writes into a room its host alone, for all who read there have the link to this.</param>
/// <param name="Off">Why nothing is sent any more; null while it is.</param>
/// <param name="Second">Where they are told too of what is urgent and unseen; null for nowhere.</param>
/// <param name="Sent">What came from the same e-mail address by forms, shops and other sites of the campaign.</param>
/// <param name="Campaigns">Every campaign of this installation that writes to the same address.</param>
/// <param name="Stopped">Campaigns that may not, because the person stopped them.</param>
public sealed record OwnDataShown(
    string Campaign,
    string Channel,
    string Address,
    Consent? Consent,
    DateTimeOffset Since,
    IReadOnlyList<string> Kinds,
    IReadOnlyList<string> Topics,
    string Floor,
    string Language,
    string? Cell,
    string? Area,
    WishDraft Wishes,
    string? Off,
    SecondShown? Second,
    IReadOnlyList<MemberTrace> Sent,
    IReadOnlyList<string> Campaigns,
    IReadOnlyList<string> Stopped);

/// <summary>A second address of a person's.</summary>
/// <param name="Address">As the first is shown; empty where the first is a room.</param>
/// <param name="Minutes">How long it is waited before it is told.</param>
/// <param name="Since">When it was confirmed there.</param>
public sealed record SecondShown(string Channel, string Address, int Minutes, DateTimeOffset Since);
