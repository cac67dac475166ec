using Relais.Secrets;
using Relais.Storage.Tables;
using Relais.Subscriptions;

namespace Relais.Intake;

/// <summary>What submissions say of people: shown to themselves, erased when they wish it, and in any case after three months; what was counted stays.</summary>
public sealed class PrivateWords([FromKeyedServices(SubmissionStore.TableName)] TableClient table, InletStore inlets, Seal seal, KeyedHash hash, KeyRing ring) : IMemberTraces
{
    /// <summary>How long they are kept, by the provider's clock.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    private readonly SubmissionRows rows = new(seal, hash);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MemberTrace>> ListAsync(string campaignId, string address, CancellationToken cancellationToken)
    {
        var traces = new List<MemberTrace>();
        foreach (var (inlet, row) in await FindAsync(campaignId, address, cancellationToken))
        {
            var deed = rows.Decode(row);
            var words = deed.Words?.What;
            traces.Add(new MemberTrace(inlet.Name, Sums.Word(deed.State.What.Kind), deed.State.At, words?.Name, words?.Phone, words?.Title, words?.Text, words?.Url));
        }

        return [.. traces.OrderBy(trace => trace.At)];
    }

    /// <inheritdoc/>
    public async Task EraseAsync(string campaignId, string address, CancellationToken cancellationToken)
    {
        foreach (var (_, row) in await FindAsync(campaignId, address, cancellationToken))
        {
            await ChangeAsync(row, rows.WithoutWords, cancellationToken);
        }
    }

    /// <summary>Takes away what is older than three months.</summary>
    public async Task ForgetOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = now - KeptFor;
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"SpokenAt lt {until}"), cancellationToken: cancellationToken))
        {
            await ChangeAsync(row, standing => standing.GetDateTimeOffset("SpokenAt") < until ? rows.WithoutWords(standing) : null, cancellationToken);
        }
    }

    /// <summary>Closes anew with the newest key what an older one closed.</summary>
    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        if (ring.Count == 1)
        {
            return;
        }

        await foreach (var row in table.QueryAsync<TableEntity>(SubmissionRows.AllDeeds, cancellationToken: cancellationToken))
        {
            if (!rows.IsCurrent(row))
            {
                await ChangeAsync(row, rows.ClosedAnew, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<(Inlet Inlet, TableEntity Row)>> FindAsync(string campaignId, string address, CancellationToken cancellationToken)
    {
        var found = new List<(Inlet, TableEntity)>();
        foreach (var inlet in await inlets.ListAllAsync(campaignId, cancellationToken))
        {
            // Under the newest key and, until keys are turned, under older ones.
            foreach (var who in rows.NamesOf(address))
            {
                await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {inlet.Id} and Who eq {who}"), cancellationToken: cancellationToken))
                {
                    found.Add((inlet, row));
                }
            }
        }

        return found;
    }

    /// <summary>Somebody else's change goes first, and then this one is made to that.</summary>
    private async Task ChangeAsync(TableEntity row, Func<TableEntity, TableEntity?> change, CancellationToken cancellationToken)
    {
        for (var standing = row; standing is not null && change(standing) is { } changed;)
        {
            try
            {
                await table.UpdateEntityAsync(changed, standing.ETag, TableUpdateMode.Replace, cancellationToken);
                return;
            }
            catch (Azure.RequestFailedException raced) when (raced.Status == 412)
            {
                standing = await table.GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken) is { HasValue: true } again ? again.Value : null;
            }
        }
    }
}
