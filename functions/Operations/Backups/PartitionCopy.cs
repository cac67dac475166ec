using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Relais.Storage.Tables;

namespace Relais.Operations.Backups;

/// <summary>The rows of one partition as lines, kept until it is known that they belong together; beyond a megabyte in a file of nobody else's that goes by itself.</summary>
internal sealed class PartitionCopy : IAsyncDisposable
{
    private const int InMemoryBytes = 1 << 20;

    private readonly FileBufferingWriteStream kept;
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Utf8JsonWriter json;
    private readonly PartitionMark mark = new();
    private int firstPage = -1;
    private int lastPage = -1;

    /// <param name="folder">Where what does not fit the memory is kept meanwhile.</param>
    public PartitionCopy(string key, string folder)
    {
        Key = key;
        kept = new FileBufferingWriteStream(InMemoryBytes, bufferLimit: null, () => folder);
        json = EntityWriter.Parts(line);
    }

    public string Key { get; }

    public long Rows { get; private set; }

    /// <summary>Whether its rows came in one answer, which tells of one instant: Table Storage works on each query within a partition as it stood when the query began, and no longer than one answer.</summary>
    public bool IsOfOneAnswer => firstPage == lastPage;

    /// <summary>Keeps a row that came with an answer of this number.</summary>
    public async Task AddAsync(TableEntity row, int page, CancellationToken cancellationToken)
    {
        (firstPage, lastPage) = (firstPage < 0 ? page : firstPage, page);
        line.ResetWrittenCount();
        EntityWriter.WritePart(json, row);
        line.Write("\n"u8);
        await kept.WriteAsync(line.WrittenMemory, cancellationToken);
        mark.Add(row);
        Rows++;
    }

    /// <summary>Whether every row still is in the version that was kept, and none has come: then there was an instant at which all of them stood so.</summary>
    public async Task<bool> IsAsNowAsync(TableClient table, CancellationToken cancellationToken)
    {
        using var now = new PartitionMark();
        await foreach (var row in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Key}"), select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)], cancellationToken: cancellationToken))
        {
            now.Add(row);
        }

        return now.End() == mark.End();
    }

    public Task MoveToAsync(Stream output, CancellationToken cancellationToken) => kept.DrainBufferAsync(output, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await json.DisposeAsync();
        await kept.DisposeAsync();
        mark.Dispose();
    }

    /// <summary>Stands for keys and versions of rows in their order.</summary>
    private sealed class PartitionMark : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public void Add(TableEntity row) => hash.AppendData(Encoding.UTF8.GetBytes($"{row.RowKey}\n{row.ETag}\n"));

        public string End() => Convert.ToHexStringLower(hash.GetCurrentHash());

        public void Dispose() => hash.Dispose();
    }
}
