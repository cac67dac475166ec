using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Relais.Storage.Tables;

namespace Relais.Operations.Backups;

/// <summary>Reads a backup a row at a time, and refuses what is none, or not whole: at the latest when its end is reached.</summary>
internal sealed class BackupReader : IDisposable
{
    private const string Damaged = "It is cut short or damaged: copy it again from where it lies, or take another one.";

    private readonly PipeReader lines;
    private readonly IncrementalHash sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<string, long> rows = new(StringComparer.Ordinal);
    private BackupHead? head;
    private BackupEnd? end;

    /// <param name="input">Left open.</param>
    public BackupReader(Stream input) => lines = PipeReader.Create(new GZipStream(input, CompressionMode.Decompress, leaveOpen: true), new StreamPipeReaderOptions(bufferSize: 1 << 16));

    /// <summary>Known once the first row is.</summary>
    public BackupHead Head => head ?? throw new InvalidOperationException("Nothing was read yet.");

    /// <summary>Known once all rows are.</summary>
    public BackupEnd End => end ?? throw new InvalidOperationException("Not everything was read yet.");

    /// <summary>The rows in the order of their tables and keys.</summary>
    /// <exception cref="UnusableBackupException">It says why.</exception>
    public async IAsyncEnumerable<BackupRow> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        head = HeadOf(await LineAsync(cancellationToken) ?? throw new UnusableBackupException("It is no backup of Relais: it is empty."));
        var table = "";
        while (await LineAsync(cancellationToken) is { } line)
        {
            if (line.AsSpan().StartsWith(BackupForm.RowBegins) && table.Length > 0)
            {
                rows[table]++;
                Add(line);
                yield return new BackupRow(table, Read(line, Row), line.Length);
            }
            else if (line.AsSpan().StartsWith(BackupForm.TableBegins))
            {
                table = Read(line, BackupJson.Default.BackupTable).Table;
                Add(line);
                if (table.Length == 0 || !rows.TryAdd(table, 0))
                {
                    throw new UnusableBackupException(Damaged);
                }
            }
            else
            {
                end = EndOf(line);
                break;
            }
        }

        if (end is null || await LineAsync(cancellationToken) is not null)
        {
            throw new UnusableBackupException(Damaged);
        }
    }

    public void Dispose()
    {
        lines.Complete();
        sum.Dispose();
    }

    private BackupHead HeadOf(byte[] line)
    {
        BackupHead read;
        try
        {
            // Of another format nothing else can be relied upon.
            using (var whole = JsonDocument.Parse(line))
            {
                var (kind, format, app) = (whole.RootElement.GetProperty("kind").GetString(), whole.RootElement.GetProperty("format").GetInt32(), whole.RootElement.GetProperty("app").GetString());
                if (kind == BackupForm.Kind && format != BackupForm.Format)
                {
                    throw new UnusableBackupException($"It has format {format}, and this version of Relais reads format {BackupForm.Format}: use version {app}, which wrote it.");
                }
            }

            read = JsonSerializer.Deserialize(line, BackupJson.Default.BackupHead) ?? throw new JsonException();
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UnusableBackupException("It is no backup of Relais.");
        }

        Add(line);
        return read.Kind == BackupForm.Kind ? read : throw new UnusableBackupException("It is no backup of Relais.");
    }

    private BackupEnd EndOf(byte[] line)
    {
        var read = line.AsSpan().StartsWith(BackupForm.EndBegins) ? Read(line, BackupJson.Default.BackupEnd) : throw new UnusableBackupException(Damaged);
        var isWhole = read.Sha256 == Convert.ToHexStringLower(sum.GetHashAndReset()) && read.Rows.Count == rows.Count && read.Rows.All(table => rows.GetValueOrDefault(table.Key, -1) == table.Value);
        return isWhole ? read : throw new UnusableBackupException(Damaged);
    }

    private void Add(byte[] line)
    {
        sum.AppendData(line);
        sum.AppendData("\n"u8);
    }

    private static TableEntity Row(byte[] line) => EntityReader.Read(line) is { PartitionKey: not null, RowKey: not null } row ? row : throw new FormatException();

    private static T Read<T>(byte[] line, JsonTypeInfo<T> json)
        where T : class => Read(line, bytes => JsonSerializer.Deserialize(bytes, json) ?? throw new JsonException());

    private static T Read<T>(byte[] line, Func<byte[], T> read)
    {
        try
        {
            return read(line);
        }
        // The last of them is what the reader says of bytes that are no UTF-8, and of a key that is no text.
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw new UnusableBackupException(Damaged);
        }
    }

    /// <summary>The next line without its end; null when there is none.</summary>
    private async Task<byte[]?> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await lines.ReadAsync(cancellationToken);
            }
            catch (InvalidDataException)
            {
                throw new UnusableBackupException(head is null ? "It is no backup of Relais, or what is left of one." : Damaged);
            }

            if (read.Buffer.PositionOf((byte)'\n') is { } at)
            {
                var line = read.Buffer.Slice(0, at).ToArray();
                lines.AdvanceTo(read.Buffer.GetPosition(1, at));
                return line;
            }

            if (read.IsCompleted && read.Buffer.IsEmpty)
            {
                return null;
            }

            if (read.IsCompleted || read.Buffer.Length > BackupForm.MaxLineBytes)
            {
                throw new UnusableBackupException(head is null ? "It is no backup of Relais, or what is left of one." : Damaged);
            }

            lines.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}

/// <summary>One row, and how long its line is.</summary>
internal readonly record struct BackupRow(string Table, TableEntity Entity, int Bytes);

/// <summary>Says in a sentence why a file cannot be used as a backup.</summary>
internal sealed class UnusableBackupException(string message) : Exception(message);
