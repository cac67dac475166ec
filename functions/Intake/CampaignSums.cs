using Azure;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>Keeps what has been counted at all inlets of a campaign together, some seconds behind them: one row, so that a page that many look at costs one reading.</summary>
public sealed class CampaignSums([FromKeyedServices(SubmissionStore.TableName)] TableClient table)
{
    // No inlet's id begins with a tilde, so this partition is nobody's.
    private const string Partition = "~campaigns";

    public async Task<Sums> ReadAsync(string campaignId, CancellationToken cancellationToken) => (await FindAsync(campaignId, cancellationToken)).Sums;

    /// <summary>The sums and a mark of them for <see cref="WriteAsync"/>; null before anything was counted.</summary>
    internal async Task<(Sums Sums, ETag? Mark)> FindAsync(string campaignId, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, campaignId, cancellationToken: cancellationToken);
        return row.HasValue ? (SubmissionRows.DecodeSums(row.Value!), row.Value!.ETag) : (Sums.Zero, null);
    }

    /// <summary>Writes them down; false when somebody else has since they were read.</summary>
    internal async Task<bool> WriteAsync(string campaignId, Sums sums, ETag? mark, CancellationToken cancellationToken)
    {
        var row = SubmissionRows.Encode(Partition, campaignId, sums);
        try
        {
            await (mark is { } standing ? table.UpdateEntityAsync(row, standing, TableUpdateMode.Replace, cancellationToken) : table.AddEntityAsync(row, cancellationToken));
            return true;
        }
        catch (RequestFailedException raced) when (raced.Status is 409 or 412)
        {
            return false;
        }
    }
}
