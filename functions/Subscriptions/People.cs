using System.Security.Cryptography;
using Azure;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Subscriptions;

/// <summary>Finds who is behind an address without the address: one partition a person, named by the address's keyed hash.</summary>
public sealed partial class People([FromKeyedServices(People.TableName)] TableClient table, KeyedHash hash, IEnumerable<IChannel> channels)
{
    public const string TableName = "people";

    private const string PersonKey = "person";
    private const string AtPrefix = "at~";
    private const string StopPrefix = "stop~";

    private static readonly string[] Columns = ["Pseudonym", "AskedOn", "Asked", "Subscription", "Since"];

    // Table Storage, entity group transactions.
    private const int MostRowsATransaction = 100;

    // 128 bits: no two people by chance.
    private const int PseudonymBytes = 16;

    /// <summary>Who is behind an address; null when nobody is known there.</summary>
    public async Task<Person?> FindAsync(string channel, string address, string? secret, CancellationToken cancellationToken)
    {
        // The newest key first; what was written under an older one stands until keys are turned.
        foreach (var key in hash.AllOf("person", NameOf(channel, address, secret)))
        {
            if (await ReadAsync(key, cancellationToken) is { } person)
            {
                return person;
            }
        }

        return null;
    }

    /// <summary>As <see cref="FindAsync"/>; whoever is not known is from now on.</summary>
    public async Task<Person> MeetAsync(string channel, string address, string? secret, CancellationToken cancellationToken) =>
        await FindAsync(channel, address, secret, cancellationToken) ?? await AddAsync(hash.Of("person", NameOf(channel, address, secret)), cancellationToken);

    private async Task<Person> AddAsync(string key, CancellationToken cancellationToken)
    {
        var pseudonym = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PseudonymBytes));
        try
        {
            await table.AddEntityAsync(new TableEntity(key, PersonKey) { ["Pseudonym"] = pseudonym }, cancellationToken);
            return new Person(key, pseudonym, new Dictionary<string, string>(), new HashSet<string>());
        }
        catch (RequestFailedException met) when (met.Status == 409)
        {
            return (await ReadAsync(key, cancellationToken))!;
        }
    }

    /// <summary>Notes that a person is, or is about to be, told of a campaign by this subscription; answers the one that stands, which whoever came first has chosen.</summary>
    public async Task<string> ClaimAsync(Person person, string campaignId, string subscriptionId, CancellationToken cancellationToken)
    {
        try
        {
            await table.AddEntityAsync(new TableEntity(person.Key, AtPrefix + campaignId) { ["Subscription"] = subscriptionId }, cancellationToken);
            return subscriptionId;
        }
        catch (RequestFailedException taken) when (taken.Status == 409)
        {
            return (await ReadAsync(person.Key, cancellationToken))?.At.GetValueOrDefault(campaignId) ?? subscriptionId;
        }
    }

    /// <summary>As <see cref="ClaimAsync"/>, whatever stood there: the person has said so.</summary>
    public Task ClaimAnewAsync(Person person, string campaignId, string subscriptionId, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(person.Key, AtPrefix + campaignId) { ["Subscription"] = subscriptionId }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Notes that a person wants nothing of a campaign: no list may bring them back.</summary>
    public Task StopAsync(Person person, string campaignId, DateTimeOffset now, CancellationToken cancellationToken) => table.SubmitTransactionAsync(
        [
            new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity(person.Key, StopPrefix + campaignId) { ["Since"] = now }),
            .. person.At.ContainsKey(campaignId) ? new[] { Deleted(person.Key, AtPrefix + campaignId) } : [],
        ],
        cancellationToken);

    /// <summary>The person asks for it again themselves.</summary>
    public Task ResumeAsync(Person person, string campaignId, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(person.Key, StopPrefix + campaignId, cancellationToken: cancellationToken);

    /// <summary>Forgets that a person is at a campaign, and who nobody knows of any more altogether.</summary>
    /// <param name="everything">Also that they wanted nothing of some.</param>
    /// <param name="askedNow">Whoever was asked on the day of this instant is known until it is over (<see cref="ForgetAskedAsync"/>), or they could be asked without end.</param>
    public async Task ForgetAsync(Person person, string campaignId, string subscriptionId, bool everything, CancellationToken cancellationToken, DateTimeOffset? askedNow = null)
    {
        if (person.At.GetValueOrDefault(campaignId) == subscriptionId || everything)
        {
            await table.DeleteEntityAsync(person.Key, AtPrefix + campaignId, cancellationToken: cancellationToken);
        }

        if (await ReadAsync(person.Key, cancellationToken) is not { } left || left.At.Count > 0 || (left.Stopped.Count > 0 && !everything))
        {
            return;
        }

        if (askedNow is { } now && left.AskedOn == DayOf(now))
        {
            await NoteAskedAsync(person.Key, left.AskedOn, cancellationToken);
            return;
        }

        foreach (var stopped in left.Stopped)
        {
            await table.DeleteEntityAsync(person.Key, StopPrefix + stopped, cancellationToken: cancellationToken);
        }

        await table.DeleteEntityAsync(person.Key, PersonKey, cancellationToken: cancellationToken);
    }

    /// <summary>Has a person found by the newest key alone.</summary>
    public async Task TurnAsync(string channel, string address, string? secret, CancellationToken cancellationToken)
    {
        var names = hash.AllOf("person", NameOf(channel, address, secret));
        foreach (var old in names.Skip(1))
        {
            var rows = new List<TableEntity>();
            await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {old}"), cancellationToken: cancellationToken))
            {
                rows.Add(row);
            }

            // Written whole before the old one goes: a run that is cut short leaves both, and the next one goes on.
            foreach (var some in rows.Chunk(MostRowsATransaction))
            {
                await table.SubmitTransactionAsync(some.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Renamed(row, names[0]))), cancellationToken);
            }

            foreach (var some in rows.Chunk(MostRowsATransaction))
            {
                await table.SubmitTransactionAsync(some.Select(row => Deleted(old, row.RowKey)), cancellationToken);
            }
        }
    }

    // However it is spelled.
    private string NameOf(string channel, string address, string? secret) => $"{channel}|{channels.CanonicalOf(channel, address, secret)}";

    private static TableEntity Renamed(TableEntity row, string partition)
    {
        var renamed = new TableEntity(partition, row.RowKey);
        foreach (var column in Columns.Where(row.ContainsKey))
        {
            renamed[column] = row[column];
        }

        return renamed;
    }

    private async Task<Person?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var (pseudonym, askedOn, asked, at, stopped) = ((string?)null, (string?)null, 0, new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key}"), cancellationToken: cancellationToken))
        {
            if (row.RowKey == PersonKey)
            {
                (pseudonym, askedOn, asked) = (row.GetString("Pseudonym"), row.GetString("AskedOn"), row.GetInt32("Asked") ?? 0);
            }
            else if (row.RowKey.StartsWith(AtPrefix, StringComparison.Ordinal))
            {
                at[row.RowKey[AtPrefix.Length..]] = row.GetString("Subscription")!;
            }
            else
            {
                stopped.Add(row.RowKey[StopPrefix.Length..]);
            }
        }

        return pseudonym is null ? null : new Person(key, pseudonym, at, stopped) { AskedOn = askedOn, Asked = asked };
    }

    private static TableTransactionAction Deleted(string partition, string key) => new(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All);
}
