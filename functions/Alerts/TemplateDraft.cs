using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>An organiser's words in the place of ours; what is left out keeps ours.</summary>
public sealed record TemplateDraft(TextDraft? Title = null, TextDraft? Body = null)
{
    /// <summary>Whether it says anything.</summary>
    internal bool IsEmpty => Title is null or { En: null, Fr: null } && Body is null or { En: null, Fr: null };

    /// <summary>The words as they are kept, or, with every field at fault noted, nothing that may be kept.</summary>
    internal CampaignTemplate Read(Template template, FieldErrors errors, string by, DateTimeOffset now)
    {
        errors.Add("title", IsEmpty ? "must be given, or body must, in en or fr or both." : null);
        errors.Add("body", template.Body is null && Body is not null ? "is what it tells of, in words of its own: only the title can be changed." : null);
        return new CampaignTemplate(
            template.Kind,
            template.Status,
            Take("title.en", Title?.En, template.RejectTitle),
            Take("title.fr", Title?.Fr, template.RejectTitle),
            template.Body is null ? null : Take("body.en", Body?.En, template.RejectBody),
            template.Body is null ? null : Take("body.fr", Body?.Fr, template.RejectBody),
            by,
            now);

        string? Take(string field, string? text, Rule reject)
        {
            if (text is null)
            {
                return null;
            }

            errors.Add(field, reject(text, out var clean));
            return clean;
        }
    }

    private delegate string? Rule(string text, out string clean);
}
