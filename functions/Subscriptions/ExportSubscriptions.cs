using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>Gives all of a campaign's people, with their addresses, to whoever may: to leave Relais, never to look at.</summary>
public static class ExportSubscriptions
{
    private const int PageSize = 500;

    // No cell may be taken for a formula by the spreadsheet that opens it; an import takes the quote away again.
    private static readonly CsvWriterOptions Form = new() { Injection = CsvInjection.Escape };

    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> RunAsync(
        string campaign, HttpContext context, CampaignStore campaigns, SubscriptionStore store, AddressBook addresses, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(output => WriteAsync(output, campaign, store, addresses, cancellationToken), "text/csv; charset=utf-8", campaign + ".csv");
    }

    private static async Task WriteAsync(Stream output, string campaign, SubscriptionStore store, AddressBook addresses, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(output, Form, leaveOpen: true);
        await csv.WriteRecordAsync(ImportRows.Columns, cancellationToken);
        var after = (string?)"";
        while (after is not null)
        {
            var (page, next) = await store.ListAsync(campaign, after, PageSize, cancellationToken);
            var recipients = page.Count == 0 ? new Dictionary<string, Recipient>() : await addresses.ReadRangeAsync(campaign, page[0].Id, page[^1].Id, cancellationToken);
            foreach (var one in page.Where(one => recipients.GetValueOrDefault(one.Id) is { IsUnreadable: false }))
            {
                var recipient = recipients[one.Id];
                var wishes = WishDraft.Of(recipient.Wishes);
                await csv.WriteRecordAsync(
                    [
                        one.Channel,
                        recipient.Address,
                        recipient.Secret,
                        one.Language,
                        string.Join(' ', one.Topics),
                        one.Cell,
                        one.Area,
                        one.Floor,
                        wishes.Zone,
                        wishes.QuietFrom,
                        wishes.QuietUntil,
                        wishes.Rhythm,
                        one.Consent?.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                        one.Consent?.Source ?? (one.Consent is null ? null : $"{one.Consent.Way} {one.Consent.Text}"),
                    ],
                    cancellationToken);
            }

            after = next;
        }
    }
}
