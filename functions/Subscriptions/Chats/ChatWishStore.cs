using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Relais.Secrets;
using Relais.Storage.Tables;

namespace Relais.Subscriptions.Chats;

/// <summary>Keeps wishes that wait for a chat: closed, under the keyed hash of a code that is kept nowhere, for two days, and for one chat alone.</summary>
public sealed class ChatWishStore([FromKeyedServices(JoinStore.TableName)] TableClient table, Seal seal, KeyedHash hash)
{
    /// <summary>Where they stand among the joins: no campaign's name begins like that.</summary>
    internal const string Partition = "~chat";

    private const string CodePurpose = "chat/code";
    private const string ChatPurpose = "chat/taker";

    // 128 bits: not found by trying, and 22 of the 64 characters that a link to a bot may carry.
    private const int CodeBytes = 16;
    private const int CodeChars = 22;

    /// <summary>A new code, in the letters of base64url.</summary>
    public static string DrawCode() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));

    /// <summary>Keeps a wish under its code.</summary>
    public Task AddAsync(string code, string campaignId, SubscriptionDraft draft, string? invitation, DateTimeOffset now, CancellationToken cancellationToken) =>
        table.AddEntityAsync(Encode(new ChatWish(hash.Of(CodePurpose, code), campaignId, draft, now, ConsentWords.Version) { Invitation = invitation }), cancellationToken);

    /// <summary>Gives a wish to the first chat that sends its code, and to the same one again until it is removed; null for all others, and for a code that is old or never was.</summary>
    public async Task<ChatWish?> TakeAsync(string code, string chat, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await FindAsync(code, cancellationToken) is not { } wish || now >= wish.AskedAt + Join.ConfirmWithin)
        {
            return null;
        }

        if (wish.Chat is { } taker)
        {
            return hash.Matches(ChatPurpose, chat, taker) ? wish : null;
        }

        try
        {
            await table.UpdateEntityAsync(Encode(wish with { Chat = hash.Of(ChatPurpose, chat) }), wish.ETag, TableUpdateMode.Replace, cancellationToken);
            return wish;
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 412)
        {
            // Somebody was quicker; it may have been a repeat of this very message.
            return await FindAsync(code, cancellationToken) is { Chat: { } other } && hash.Matches(ChatPurpose, chat, other) ? wish : null;
        }
    }

    public Task RemoveAsync(ChatWish wish, CancellationToken cancellationToken) => table.DeleteEntityAsync(Partition, wish.Key, cancellationToken: cancellationToken);

    /// <summary>Takes away what no chat has come for in time.</summary>
    public async Task RemoveOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var old = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and AskedAt le {now - Join.ConfirmWithin}");
        await foreach (var row in table.QueryAsync<TableEntity>(old, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            await table.DeleteEntityAsync(Partition, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    private async Task<ChatWish?> FindAsync(string code, CancellationToken cancellationToken)
    {
        // The newest key first; what was asked for under an older one is found too.
        foreach (var key in code.Length == CodeChars ? hash.AllOf(CodePurpose, code) : [])
        {
            if (await table.GetEntityIfExistsAsync<TableEntity>(Partition, key, cancellationToken: cancellationToken) is { HasValue: true } row)
            {
                return Decode(row.Value!);
            }
        }

        return null;
    }

    private TableEntity Encode(ChatWish wish) => new(Partition, wish.Key)
    {
        ["Draft"] = seal.Close(JsonSerializer.Serialize(wish.Draft, SubscriptionsJson.Default.SubscriptionDraft), PlaceOf(wish.Key)),
        ["AskedAt"] = wish.AskedAt,
        ["ConsentText"] = wish.ConsentText,
        ["Campaign"] = wish.CampaignId,
        ["Chat"] = wish.Chat,
        ["Invitation"] = wish.Invitation,
    };

    private ChatWish? Decode(TableEntity row)
    {
        try
        {
            var draft = JsonSerializer.Deserialize(seal.Open(row.GetString("Draft")!, PlaceOf(row.RowKey)), SubscriptionsJson.Default.SubscriptionDraft)!;
            return new ChatWish(row.RowKey, row.GetString("Campaign")!, draft, row.GetDateTimeOffset("AskedAt")!.Value, row.GetString("ConsentText")!) { Chat = row.GetString("Chat"), Invitation = row.GetString("Invitation"), ETag = row.ETag };
        }
        catch (Exception lost) when (lost is CryptographicException or JsonException)
        {
            // The key that closed it is not on the ring any more: as good as never asked for.
            return null;
        }
    }

    private static string PlaceOf(string key) => $"chat/{key}";
}
