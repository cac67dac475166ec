using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>What some people were told on one day: for each, by eight bytes of their pseudonym, a mark of four bytes for each notification.</summary>
/// <param name="key">The row's.</param>
/// <param name="standing">The row as it was read; null where there is none yet.</param>
internal sealed class DayRow(string key, TableEntity? standing)
{
    private const int NameBytes = sizeof(ulong);
    private const int MarkBytes = sizeof(uint);

    // Table Storage data model: 64 KiB a property.
    private const int MostBytesAColumn = 60_000;

    private readonly Dictionary<ulong, List<uint>> told = standing is null ? [] : Decode(standing);

    public string Key => key;

    public bool IsChanged { get; private set; }

    /// <summary>The version that this was made from; null where there is no row yet.</summary>
    public ETag? ETag => standing?.ETag;

    public int Bytes => told.Values.Sum(marks => NameBytes + 1 + (MarkBytes * marks.Count));

    /// <summary>Which row somebody is counted in, by the two digits of their subscription's id, which are the same in all campaigns: 64 rows, so that the people of any page fit one transaction.</summary>
    public static string KeyOf(string subscriptionId) =>
        subscriptionId.Length >= 4 && byte.TryParse(subscriptionId.AsSpan(2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bucket) ? $"{bucket >> 2:x2}" : "00";

    public static uint MarkOf(Notification notification) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{notification.AlertId}.{notification.Version}")));

    /// <summary>Counts one notification for one person, who is counted only once for it; false when they have been told enough.</summary>
    public bool TryCount(string person, uint mark, int most)
    {
        var name = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(person)));
        var marks = told.GetValueOrDefault(name) ?? [];
        if (marks.Contains(mark))
        {
            return true;
        }

        if (marks.Count >= most)
        {
            return false;
        }

        told[name] = [.. marks, mark];
        return IsChanged = true;
    }

    public TableEntity ToRow(string partition)
    {
        var (row, bytes) = (new TableEntity(partition, key), new List<byte>());
        Span<byte> number = stackalloc byte[NameBytes];
        foreach (var (name, marks) in told)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, name);
            bytes.AddRange(number);
            bytes.Add((byte)marks.Count);
            foreach (var mark in marks)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(number, mark);
                bytes.AddRange(number[..MarkBytes]);
            }
        }

        foreach (var (column, part) in bytes.Chunk(MostBytesAColumn).Index())
        {
            row[$"Told{column}"] = part;
        }

        return row;
    }

    private static Dictionary<ulong, List<uint>> Decode(TableEntity row)
    {
        ReadOnlySpan<byte> bytes = (byte[])[.. Enumerable.Range(0, row.Count).Select(column => row.GetBinary($"Told{column}")).TakeWhile(part => part is not null).SelectMany(part => part!)];
        var told = new Dictionary<ulong, List<uint>>();
        while (bytes.Length > 0)
        {
            var (name, count) = (BinaryPrimitives.ReadUInt64LittleEndian(bytes), bytes[NameBytes]);
            bytes = bytes[(NameBytes + 1)..];
            var marks = told[name] = [];
            for (; count > 0; count--, bytes = bytes[MarkBytes..])
            {
                marks.Add(BinaryPrimitives.ReadUInt32LittleEndian(bytes));
            }
        }

        return told;
    }
}
