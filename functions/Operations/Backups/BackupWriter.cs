using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Relais.Operations.Backups;

/// <summary>Writes a backup from its head to its end; what is not ended is none.</summary>
internal sealed class BackupWriter : IAsyncDisposable
{
    private readonly GZipStream packed;
    private readonly SHA256 sum = SHA256.Create();
    private readonly CryptoStream summed;
    private readonly Dictionary<string, long> rows = new(StringComparer.Ordinal);
    private string table = "";

    private BackupWriter(Stream output)
    {
        packed = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
        summed = new CryptoStream(packed, sum, CryptoStreamMode.Write, leaveOpen: true);
    }

    /// <summary>How many rows were written so far, by table.</summary>
    public IReadOnlyDictionary<string, long> Rows => rows;

    public static async Task<BackupWriter> BeginAsync(Stream output, BackupHead head, CancellationToken cancellationToken)
    {
        var backup = new BackupWriter(output);
        await LineAsync(backup.summed, head, BackupJson.Default.BackupHead, cancellationToken);
        return backup;
    }

    /// <summary>From here on rows are this table's.</summary>
    public async Task TableAsync(string name, CancellationToken cancellationToken)
    {
        table = name;
        rows.Add(name, 0);
        await LineAsync(summed, new BackupTable(name), BackupJson.Default.BackupTable, cancellationToken);
    }

    /// <summary>Takes the lines that were kept of a partition.</summary>
    public async Task RowsAsync(PartitionCopy partition, CancellationToken cancellationToken)
    {
        await partition.MoveToAsync(summed, cancellationToken);
        rows[table] += partition.Rows;
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await summed.FlushFinalBlockAsync(cancellationToken);
        await LineAsync(packed, new BackupEnd(rows, Convert.ToHexStringLower(sum.Hash!)), BackupJson.Default.BackupEnd, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await summed.DisposeAsync();
        await packed.DisposeAsync();
        sum.Dispose();
    }

    private static async Task LineAsync<T>(Stream output, T line, JsonTypeInfo<T> json, CancellationToken cancellationToken) =>
        await output.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, json), (byte)'\n'], cancellationToken);
}
