using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Polling;

/// <summary>Ten minutes of a federated network: for each post published then, which of a campaign's hosts counts it.</summary>
/// <param name="key">The row's.</param>
/// <param name="standing">The row as it was read; null where there is none yet.</param>
internal sealed class ClaimSlot(string key, TableEntity? standing)
{
    // 64 bits of a digest: two of the seven thousand posts of a slot share them once in 10^12 slots.
    private const int NameBytes = sizeof(ulong);
    private const int ClaimBytes = NameBytes + 1;

    // Table Storage data model: 64 KiB a property.
    public const int MostClaims = 64 * 1024 / ClaimBytes;

    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private readonly byte[] before = standing?.GetBinary("Claims") ?? [];
    private readonly List<byte> added = [];

    public string Key => key;

    public bool IsChanged => added.Count > 0;

    /// <summary>The version that this was made from; null where there is no row yet.</summary>
    public ETag? ETag => standing?.ETag;

    public static ulong NameOf(string name) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <param name="slots">So many slots later, or earlier.</param>
    public static string KeyOf(DateTimeOffset published, int slots = 0)
    {
        var ticks = Math.Clamp(published.UtcTicks + (slots * Length.Ticks), 0, DateTimeOffset.MaxValue.UtcTicks);
        return string.Create(CultureInfo.InvariantCulture, $"slot~{new DateTime(ticks - (ticks % Length.Ticks), DateTimeKind.Utc):yyyyMMddHHmm}");
    }

    /// <summary>When the slot with this key is over.</summary>
    public static DateTimeOffset EndOf(string key) =>
        DateTimeOffset.ParseExact(key.AsSpan("slot~".Length), "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) + Length;

    /// <summary>The claims that stand in the row: names of posts, and hosts by their place in the list of them.</summary>
    public IEnumerable<(ulong Name, byte Host)> Standing()
    {
        for (var at = 0; at < before.Length; at += ClaimBytes)
        {
            yield return (BinaryPrimitives.ReadUInt64LittleEndian(before.AsSpan(at)), before[at + NameBytes]);
        }
    }

    /// <summary>Claims a post that nobody has; where the slot is full nothing is written down, and each host counts it.</summary>
    public void Add(ulong name, byte host)
    {
        if ((before.Length + added.Count) / ClaimBytes < MostClaims)
        {
            Span<byte> claim = stackalloc byte[ClaimBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(claim, name);
            claim[NameBytes] = host;
            added.AddRange(claim);
        }
    }

    public TableEntity ToRow(string partition, DateTimeOffset now) => new(partition, key) { ["ClaimedAt"] = now, ["Claims"] = (byte[])[.. before, .. added] };
}
