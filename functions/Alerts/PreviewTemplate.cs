using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Alerts;

/// <summary>Shows what people would get, channel by channel and language by language; nothing is sent, and nothing kept.</summary>
public static class PreviewTemplate
{
    private static readonly string[] Languages = ["en", "fr"];
    private static readonly string[] Calls = [AlertKinds.Call, AlertKinds.Announcement];

    public static async Task<Results<Ok<TemplatePreview>, ProblemHttpResult>> RunAsync(
        string campaign, PreviewDraft draft, CampaignStore campaigns, IEnumerable<IChannel> channels, PersonalLinks links, TimeProvider time, CancellationToken cancellationToken)
    {
        var (errors, now) = (new FieldErrors(), time.GetUtcNow());
        var template = Templates.Find(draft.Kind, draft.Status);
        draft.Check(errors, template, channels);
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        var tried = template is null || draft.Words.IsEmpty ? null : draft.Words.Read(template, errors, "", now);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var sample = template is null
            ? Sample.OfCall(draft.Kind!, new AlertWords(draft.Title!.ToLocalized(), draft.Body!.ToLocalized(), draft.Url), found, now)
            : Sample.Of(template, tried is null ? found : found.WithTemplate(tried.Kind, tried.Status, tried), links, now);
        return TypedResults.Ok(new TemplatePreview(
            true,
            sample.Notification.Kind,
            draft.Status ?? Telling.Firing,
            template is null ? new Dictionary<string, Localized>() : template.Names.ToDictionary(name => name, name => sample.Values[name], StringComparer.Ordinal),
            [
                .. from channel in channels.OrderBy(channel => channel.Name, StringComparer.Ordinal)
                   where draft.Channel is null || channel.Name == draft.Channel
                   from language in Languages
                   where draft.Language is null || language == draft.Language
                   select ChannelPreview.Of(channel, language, sample.Notification),
            ]));
    }

    private static void Check(this PreviewDraft draft, FieldErrors errors, Template? template, IEnumerable<IChannel> channels)
    {
        var isCall = Calls.Contains(draft.Kind);
        var statuses = Templates.All.Where(one => one.Kind == draft.Kind).Select(one => one.Status).ToArray();
        if (isCall)
        {
            errors.Add("status", draft.Status is null or Telling.Firing ? null : $"must be {Telling.Firing}, or be left out.");
            TextDraft.Check(errors, "title", draft.Title, CallDraft.LongestTitleChars, lines: false);
            TextDraft.Check(errors, "body", draft.Body, CallDraft.LongestBodyChars, lines: true);
            errors.Add("url", draft.Url is null ? null : UrlRules.Reject(draft.Url, allowLoopback: false));
        }
        else if (statuses.Length == 0)
        {
            errors.Add("kind", $"must be one of: {string.Join(", ", Templates.All.Select(one => one.Kind).Concat(Calls).Distinct())}.");
        }
        else
        {
            errors.Add("status", template is null ? $"must be one of: {string.Join(", ", statuses)}." : null);
            errors.Add("url", draft.Url is null ? null : "is for calls and announcements.");
        }

        errors.Add("language", draft.Language is null || Languages.Contains(draft.Language) ? null : $"must be one of: {string.Join(", ", Languages)}.");
        errors.Add("channel", draft.Channel is null || channels.Find(draft.Channel) is not null
            ? null : $"must be one of: {string.Join(", ", channels.Select(channel => channel.Name).Order(StringComparer.Ordinal))}.");
    }
}

/// <summary>What is to be looked at: a template as it stands, words tried in its place, or a call in its own.</summary>
/// <param name="Kind">With <paramref name="Status"/>, a template's; or `call` or `announcement`.</param>
/// <param name="Title">Words to try, as a PUT would take them; both texts left out, those that stand. Of a call, its own.</param>
/// <param name="Language">`en` or `fr`; both where it is left out.</param>
/// <param name="Channel">All that are set up where it is left out.</param>
public sealed record PreviewDraft(
    string? Kind = null, string? Status = null, TextDraft? Title = null, TextDraft? Body = null, string? Url = null, string? Language = null, string? Channel = null)
{
    internal TemplateDraft Words => new(Title, Body);
}

/// <summary>What people would get; `sample` is always true: the numbers are made up, and the links lead nowhere.</summary>
/// <param name="Values">What was filled in.</param>
public sealed record TemplatePreview(bool Sample, string Kind, string Status, IReadOnlyDictionary<string, Localized> Values, IReadOnlyList<ChannelPreview> Channels);

/// <summary>What one channel would write in one language.</summary>
/// <param name="Title">As it is written there; null where it stands in the text.</param>
/// <param name="Sent">All that would be sent, to the letter.</param>
/// <param name="Size">How much of the limit is used, in <paramref name="Unit"/>: `characters` or `bytes`.</param>
/// <param name="Limit">Null where the channel has none.</param>
/// <param name="Cut">Whether something had to be left out.</param>
public sealed record ChannelPreview(string Channel, string Language, string? Title, string Text, string Sent, int Size, int? Limit, string Unit, bool Cut)
{
    internal static ChannelPreview Of(IChannel channel, string language, Notification notification)
    {
        var written = channel.Preview(notification, new Recipient(Sample.RecipientId, channel.Name, channel.SampleAddress, null, language));
        return new(channel.Name, language, written.Title, written.Text, written.Sent, written.Size, written.Limit, written.Unit, written.IsCut);
    }
}
