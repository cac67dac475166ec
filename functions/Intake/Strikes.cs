using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Intake;

/// <summary>Takes out of what counts what an organiser does not believe.</summary>
public sealed class Strikes([FromKeyedServices(SubmissionStore.TableName)] TableClient table, Seal seal, KeyedHash hash, FollowUps followUps)
{
    private readonly SubmissionRows rows = new(seal, hash);

    /// <summary>Takes a thing out of what counts, and with it what it said; false when there is none of this id.</summary>
    public async Task<bool> StrikeAsync(Inlet inlet, string id, CancellationToken cancellationToken)
    {
        await followUps.ExpectAsync(inlet, cancellationToken);
        while (id.Length > 0 && id.All(char.IsAsciiHexDigitLower) && await table.GetEntityIfExistsAsync<TableEntity>(inlet.Id, SubmissionRows.DeedKeyOf(id), cancellationToken: cancellationToken) is { HasValue: true } row)
        {
            var before = rows.Decode(row.Value!);
            var after = before.Erase() with { IsStruck = true };
            var standing = await table.GetEntityAsync<TableEntity>(inlet.Id, SubmissionRows.SumsKey, cancellationToken: cancellationToken);
            var sums = SubmissionRows.DecodeSums(standing.Value).Change(before.Counts(), after.Counts());
            try
            {
                await table.SubmitTransactionAsync(
                    [
                        new(TableTransactionActionType.UpdateReplace, SubmissionRows.Encode(inlet.Id, sums), standing.Value.ETag),
                        new(TableTransactionActionType.UpdateReplace, rows.Encode(inlet.Id, row.Value!.RowKey, after), row.Value.ETag),
                    ],
                    cancellationToken);
                await followUps.CallAsync(inlet, cancellationToken);
                return true;
            }
            catch (TableTransactionFailedException raced) when (raced.Status is 409 or 412)
            {
                // Something came at the same moment: strike it as it stands now.
            }
        }

        return false;
    }
}
