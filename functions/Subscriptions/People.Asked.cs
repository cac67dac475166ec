using System.Globalization;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Subscriptions;

/// <summary>How often people were asked to confirm on a day, and have others asked; whoever is known for that alone is forgotten when the day is over.</summary>
public sealed partial class People
{
    // No keyed hash begins with a tilde, so this partition is nobody's.
    private const string AskedPartition = "~asked";

    // Whoever is asked without having asked must not be asked without end.
    private const int MostAskedADay = 3;

    /// <summary>Stands for whoever reads at an address that an organiser added, to count how many others they have asked that day.</summary>
    public async Task<Person> MeetAskerAsync(string campaignId, string subscriptionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = hash.Of("person", $"asker|{campaignId}|{subscriptionId}");
        if (await ReadAsync(key, cancellationToken) is { } known)
        {
            return known;
        }

        await NoteAskedAsync(key, DayOf(now), cancellationToken);
        return await AddAsync(key, cancellationToken);
    }

    /// <summary>Counts that an address is asked to confirm, over all campaigns; false when it has been asked often enough that day (UTC).</summary>
    public async Task<bool> MayAskAsync(Person person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DayOf(now);
        var asked = person.AskedOn == today ? person.Asked : 0;
        if (asked >= MostAskedADay)
        {
            return false;
        }

        await table.UpsertEntityAsync(new TableEntity(person.Key, PersonKey) { ["Pseudonym"] = person.Pseudonym, ["AskedOn"] = today, ["Asked"] = asked + 1 }, TableUpdateMode.Merge, cancellationToken);
        return true;
    }

    /// <summary>Forgets those who were known for a day alone, because they had been asked on it.</summary>
    public async Task ForgetAskedAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var over = TableClient.CreateQueryFilter($"PartitionKey eq {AskedPartition} and AskedOn lt {DayOf(now)}");
        await foreach (var note in table.QueryAsync<TableEntity>(over, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            if (await ReadAsync(note.RowKey, cancellationToken) is { At.Count: 0, Stopped.Count: 0 } left)
            {
                if (left.AskedOn == DayOf(now))
                {
                    continue;
                }

                await table.DeleteEntityAsync(note.RowKey, PersonKey, cancellationToken: cancellationToken);
            }

            await table.DeleteEntityAsync(AskedPartition, note.RowKey, cancellationToken: cancellationToken);
        }
    }

    private Task<Response> NoteAskedAsync(string key, string day, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(AskedPartition, key) { ["AskedOn"] = day }, TableUpdateMode.Replace, cancellationToken);

    private static string DayOf(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
