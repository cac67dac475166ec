using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Azure;

namespace Relais.Storage.Tables;

/// <summary>One row as a dictionary of its properties.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The official client's name.")]
public sealed class TableEntity : ITableEntity, IDictionary<string, object?>
{
    internal const string ETagKey = "odata.etag";
    private readonly Dictionary<string, object?> properties;

    /// <summary>A row without a key yet.</summary>
    public TableEntity() => properties = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>A row with its key and nothing else.</summary>
    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    /// <summary>A row with a copy of <paramref name="values"/>.</summary>
    public TableEntity(IDictionary<string, object?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        properties = new Dictionary<string, object?>(values, StringComparer.Ordinal);
    }

    internal TableEntity(int capacity) => properties = new Dictionary<string, object?>(capacity, StringComparer.Ordinal);

    /// <summary>The same properties, to be walked without an allocation.</summary>
    internal Dictionary<string, object?> Properties => properties;

    /// <inheritdoc/>
    public string PartitionKey
    {
        get => GetString(nameof(PartitionKey))!;
        set => properties[nameof(PartitionKey)] = value;
    }

    /// <inheritdoc/>
    public string RowKey
    {
        get => GetString(nameof(RowKey))!;
        set => properties[nameof(RowKey)] = value;
    }

    /// <inheritdoc/>
    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(nameof(Timestamp));
        set => properties[nameof(Timestamp)] = value;
    }

    /// <inheritdoc/>
    public ETag ETag
    {
        get => GetString(ETagKey) is { } etag ? new ETag(etag) : default;
        set => properties[ETagKey] = value.ToString();
    }

    /// <summary>How many properties there are, the key and what the table set among them.</summary>
    public int Count => properties.Count;

    /// <summary>The properties' names.</summary>
    public ICollection<string> Keys => properties.Keys;

    ICollection<object?> IDictionary<string, object?>.Values => properties.Values;

    bool ICollection<KeyValuePair<string, object?>>.IsReadOnly => false;

    /// <summary>A property's value; null when there is no such property.</summary>
    /// <exception cref="InvalidOperationException">On setting: a value of another type is there and neither widens to the other.</exception>
    public object? this[string key]
    {
        get => properties.GetValueOrDefault(key);
        set => properties[key] = value is not null && this[key] is { } present ? Widen(key, present, value) : value;
    }

    /// <summary>A text property; null when it is absent.</summary>
    /// <exception cref="InvalidOperationException">The property is of another type. So it is with every typed getter.</exception>
    public string? GetString(string key) => Get<string>(key);

    /// <summary>A property of 0 or more bytes; null when it is absent.</summary>
    public byte[]? GetBinary(string key) => this[key] is BinaryData data ? data.ToArray() : Get<byte[]>(key);

    /// <summary>A property of 0 or more bytes; null when it is absent.</summary>
    public BinaryData? GetBinaryData(string key) => this[key] is byte[] bytes ? BinaryData.FromBytes(bytes) : Get<BinaryData>(key);

    /// <summary>A true or false property; null when it is absent.</summary>
    public bool? GetBoolean(string key) => GetStruct<bool>(key);

    /// <summary>An instant; null when it is absent.</summary>
    public DateTime? GetDateTime(string key) => this[key] is DateTimeOffset instant ? instant.UtcDateTime : GetStruct<DateTime>(key);

    /// <summary>An instant; null when it is absent.</summary>
    public DateTimeOffset? GetDateTimeOffset(string key) =>
        this[key] is DateTime { Kind: DateTimeKind.Utc } instant ? new DateTimeOffset(instant) : GetStruct<DateTimeOffset>(key);

    /// <summary>A floating-point property; null when it is absent.</summary>
    public double? GetDouble(string key) => GetStruct<double>(key);

    /// <summary>A GUID property; null when it is absent.</summary>
    public Guid? GetGuid(string key) => GetStruct<Guid>(key);

    /// <summary>A 32-bit whole number; null when it is absent.</summary>
    public int? GetInt32(string key) => GetStruct<int>(key);

    /// <summary>A 64-bit whole number; null when it is absent.</summary>
    public long? GetInt64(string key) => GetStruct<long>(key);

    /// <summary>Adds a property that must not be there yet.</summary>
    public void Add(string key, object? value) => properties.Add(key, value);

    /// <summary>True when there is such a property, null or not.</summary>
    public bool ContainsKey(string key) => properties.ContainsKey(key);

    /// <summary>Removes a property; true when it was there.</summary>
    public bool Remove(string key) => properties.Remove(key);

    /// <summary>Gives a property's value; false when there is no such property.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) => properties.TryGetValue(key, out value);

    /// <summary>Removes everything, the key too.</summary>
    public void Clear() => properties.Clear();

    void ICollection<KeyValuePair<string, object?>>.Add(KeyValuePair<string, object?> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object?>>.Contains(KeyValuePair<string, object?> item) => properties.Contains(item);

    void ICollection<KeyValuePair<string, object?>>.CopyTo(KeyValuePair<string, object?>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, object?>>)properties).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object?>>.Remove(KeyValuePair<string, object?> item) =>
        ((ICollection<KeyValuePair<string, object?>>)properties).Remove(item);

    IEnumerator<KeyValuePair<string, object?>> IEnumerable<KeyValuePair<string, object?>>.GetEnumerator() => properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => properties.GetEnumerator();

    internal void SetRead(string key, object? value) => properties[key] = value;

    private static object Widen(string key, object present, object value) => (present, value) switch
    {
        _ when present.GetType() == value.GetType() => value,
        (int, long or double) => value,
        (long, int narrow) => (long)narrow,
        (double, int narrow) => (double)narrow,
        (byte[], BinaryData) or (BinaryData, byte[]) or (DateTime, DateTimeOffset) or (DateTimeOffset, DateTime) => value,
        _ => throw new InvalidOperationException(
            $"The property {key} holds a {present.GetType().Name}: a {value.GetType().Name} does not replace it. Remove it first."),
    };

    private T? Get<T>(string key)
        where T : class => this[key] switch
        {
            null => null,
            T value => value,
            var other => throw Mismatch<T>(key, other),
        };

    private T? GetStruct<T>(string key)
        where T : struct => this[key] switch
        {
            null => null,
            T value => value,
            var other => throw Mismatch<T>(key, other),
        };

    private static InvalidOperationException Mismatch<T>(string key, object value) =>
        new($"The property {key} is a {value.GetType().Name}, not a {typeof(T).Name}.");
}
