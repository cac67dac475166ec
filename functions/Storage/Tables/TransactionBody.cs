using System.Buffers;
using System.Text;
using System.Text.Json;
using Azure;

namespace Relais.Storage.Tables;

/// <summary>The writes of one transaction as the multipart body that the service takes; refuses what is no transaction.</summary>
internal static class TransactionBody
{
    public const int MaxActions = 100;               // rest/api/storageservices/performing-entity-group-transactions
    public const int MaxBodyBytes = 4 * 1024 * 1024; // the same page

    // JSON keeps to one line, so that no value can begin a line with a boundary: it need not be drawn by lot.
    private const string Batch = "batch_relais";
    private const string ChangeSet = "changeset_relais";

    public const string ContentType = "multipart/mixed; boundary=" + Batch;

    public static ReadOnlyMemory<byte> Write(Uri endpoint, string table, IReadOnlyList<TableTransactionAction> actions)
    {
        Check(actions);
        var body = new ArrayBufferWriter<byte>(1024 + (512 * actions.Count));
        Text(body, $"--{Batch}\r\nContent-Type: multipart/mixed; boundary={ChangeSet}\r\n\r\n");
        var address = endpoint.AbsoluteUri.TrimEnd('/');
        using var json = EntityWriter.Parts(body);
        foreach (var action in actions)
        {
            Part(body, json, address, table, action);
        }

        Text(body, $"--{ChangeSet}--\r\n--{Batch}--\r\n");
        return body.WrittenCount <= MaxBodyBytes
            ? body.WrittenMemory
            : throw new ArgumentException($"The transaction is {body.WrittenCount} bytes: {MaxBodyBytes} are allowed. Split it.", nameof(actions));
    }

    private static void Check(IReadOnlyList<TableTransactionAction> actions)
    {
        if (actions.Count == 0)
        {
            throw new InvalidOperationException("The transaction is empty.");
        }

        if (actions.Count > MaxActions)
        {
            throw new ArgumentException($"The transaction has {actions.Count} writes: {MaxActions} are allowed. Split it.", nameof(actions));
        }

        var partition = actions[0].Entity.PartitionKey;
        var rows = new HashSet<string>(actions.Count, StringComparer.Ordinal);
        for (var i = 0; i < actions.Count; i++)
        {
            var entity = actions[i].Entity;
            EntityLimits.CheckKey(nameof(entity.PartitionKey), entity.PartitionKey);
            EntityLimits.CheckKey(nameof(entity.RowKey), entity.RowKey);
            if (entity.PartitionKey != partition)
            {
                throw new ArgumentException($"The transaction's write {i} is of another partition than its first.", nameof(actions));
            }

            if (!rows.Add(entity.RowKey))
            {
                throw new ArgumentException($"The transaction's write {i} repeats a row.", nameof(actions));
            }

            if (IsUpdate(actions[i]) && actions[i].ETag == default)
            {
                throw new ArgumentException(
                    $"The transaction's update {i} names no version: without one it would insert. Give the row's ETag or ETag.All.", nameof(actions));
            }
        }
    }

    private static void Part(ArrayBufferWriter<byte> body, Utf8JsonWriter json, string address, string table, TableTransactionAction action)
    {
        var entity = action.Entity;
        var verb = action.ActionType switch
        {
            TableTransactionActionType.Add => "POST",
            TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "PATCH",
            TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT",
            TableTransactionActionType.Delete => "DELETE",
            _ => throw new ArgumentException($"{action.ActionType} is no write.", nameof(action)),
        };
        var path = verb == "POST" ? "/" + table : TableWire.EntityPath(table, entity.PartitionKey, entity.RowKey);
        Text(body, $"--{ChangeSet}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
        Text(body, $"{verb} {address}{path} HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n");
        if (verb == "POST")
        {
            Text(body, "Prefer: return-no-content\r\n");
        }

        if (IsUpdate(action) || verb == "DELETE")
        {
            Text(body, $"If-Match: {Version(action.ETag)}\r\n");
        }

        if (verb == "DELETE")
        {
            Text(body, "\r\n\r\n");
            return;
        }

        Text(body, "Content-Type: application/json\r\n\r\n");
        EntityWriter.WritePart(json, entity);
        Text(body, "\r\n");
    }

    private static bool IsUpdate(TableTransactionAction action) =>
        action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace;

    private static string Version(ETag etag)
    {
        var text = (etag == default ? ETag.All : etag).ToString();
        return text.AsSpan().ContainsAny('\r', '\n') ? throw new ArgumentException("An ETag holds no line break.", nameof(etag)) : text;
    }

    private static void Text(ArrayBufferWriter<byte> body, string text) => Encoding.UTF8.GetBytes(text, body);
}
