using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relais.Storage.Tables;

namespace Relais.Momentum;

/// <summary>The rows of one question's partition: their keys, and how cursor, hours, gaps, posts and shares are written in them.</summary>
internal static class SignalRows
{
    public const string CursorKey = "cursor";
    private const int PostsARow = 100;
    private const int MinutesAnHour = 60;
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static DateTimeOffset HourOf(DateTimeOffset at) => MinuteCounts.FloorTo(at, Hour);

    public static string HoursBetween(string query, DateTimeOffset from, DateTimeOffset until) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {query} and RowKey ge {HourKey(from)} and RowKey le {HourKey(until)}");

    public static string GapsBefore(string query, DateTimeOffset until) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {query} and RowKey gt {GapKey(until)} and RowKey lt {"gap~~"}");

    public static string PostsBefore(string query, DateTimeOffset before) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {query} and RowKey ge {"posts~"} and RowKey lt {PostsKey(before)}");

    public static string AllPosts(string query) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {query} and RowKey ge {"posts~"} and RowKey lt {"posts~~"}");

    public static string PostsSince(string query, DateTimeOffset since) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {query} and RowKey ge {PostsKey(since)} and RowKey lt {"posts~~"}");

    /// <summary>Both days with it.</summary>
    public static string SharesBetween(string query, DateOnly from, DateOnly until) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {query} and RowKey ge {ShareKey(from)} and RowKey le {ShareKey(until)}");

    public static TableEntity EncodeCursor(string query, Cursor cursor) => new(query, CursorKey)
    {
        ["Position"] = cursor.Position,
        ["AskedUntil"] = cursor.AskedUntil,
        ["Signals"] = cursor.Signals,
        ["QuietUntil"] = cursor.QuietUntil,
        ["Failures"] = cursor.Failures,
        ["BlindSince"] = cursor.BlindSince,
        ["Reason"] = cursor.Reason,
        ["FailingSince"] = cursor.FailingSince,
        ["Denied"] = cursor.IsDenied,
    };

    public static Cursor DecodeCursor(TableEntity row) => new(
        row.GetString("Position"),
        row.GetDateTimeOffset("AskedUntil"),
        row.GetInt64("Signals")!.Value,
        row.GetDateTimeOffset("QuietUntil"),
        row.GetInt32("Failures")!.Value,
        row.GetDateTimeOffset("BlindSince"),
        row.GetString("Reason"),
        row.ETag)
    {
        FailingSince = row.GetDateTimeOffset("FailingSince"),
        IsDenied = row.GetBoolean("Denied") == true,
    };

    /// <summary>Sixty minutes, lowest byte first, one byte each while no minute holds more than 255 and four otherwise: 24 small rows a day instead of 1,440.</summary>
    public static TableEntity EncodeHour(string query, DateTimeOffset hour, MinuteCounts counts)
    {
        var minutes = counts.InSteps(hour, hour + Hour, TimeSpan.FromMinutes(1));
        var width = minutes.Max() <= byte.MaxValue ? sizeof(byte) : sizeof(int);
        var packed = new byte[minutes.Length * width];
        for (var i = 0; i < minutes.Length; i++)
        {
            if (width == sizeof(byte))
            {
                packed[i] = (byte)minutes[i];
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(i * width), minutes[i]);
            }
        }

        return new TableEntity(query, HourKey(hour)) { ["Hour"] = hour, ["Minutes"] = packed };
    }

    public static void AddHour(TableEntity row, MinuteCounts counts, DateTimeOffset from, DateTimeOffset until)
    {
        var hour = row.GetDateTimeOffset("Hour")!.Value;
        var packed = row.GetBinary("Minutes")!;
        var width = packed.Length / MinutesAnHour;
        for (var i = 0; i < MinutesAnHour; i++)
        {
            var minute = hour.AddMinutes(i);
            var signals = width == sizeof(byte) ? packed[i] : BinaryPrimitives.ReadInt32LittleEndian(packed.AsSpan(i * width));
            if (signals != 0 && minute >= from && minute < until)
            {
                counts.Add(minute, signals);
            }
        }
    }

    public static TableEntity EncodeGap(string query, Gap gap) => new(query, GapKey(gap.From))
    {
        ["From"] = gap.From,
        ["Until"] = gap.Until,
        ["Reason"] = gap.Reason,
        ["Recovered"] = gap.Recovered,
    };

    public static Gap DecodeGap(TableEntity row) => new(
        row.GetDateTimeOffset("From")!.Value, row.GetDateTimeOffset("Until"), row.GetString("Reason")!, row.GetBoolean("Recovered")!.Value);

    /// <param name="signalsBefore">Signals counted before this fold: two folds may have told up to the same instant, but not from the same count.</param>
    public static IEnumerable<TableEntity> EncodePosts(string query, Fold fold, long signalsBefore) =>
        fold.Posts.Where(post => post.IsKept).Chunk(PostsARow).Select((posts, part) => new TableEntity(query, string.Create(CultureInfo.InvariantCulture, $"{PostsKey(fold.AskedUntil)}~{signalsBefore:D12}~{part:D2}"))
        {
            ["Posts"] = JsonSerializer.Serialize(posts, SignalRowJson.Default.PostArray),
        });

    public static IReadOnlyList<Post> DecodePosts(TableEntity row) => JsonSerializer.Deserialize(row.GetString("Posts")!, SignalRowJson.Default.PostArray)!;

    /// <summary>Up to where their source had told when these posts were written.</summary>
    public static DateTimeOffset KeptAt(TableEntity row) => new(long.Parse(row.RowKey.Split('~')[1], CultureInfo.InvariantCulture), TimeSpan.Zero);

    public static TableEntity EncodeShare(string query, Share share) => new(query, ShareKey(share.Day))
    {
        ["Percent"] = share.Percent,
        ["Of"] = share.Of,
        ["Cut"] = share.IsCut,
    };

    public static Share DecodeShare(TableEntity row) => new(
        DateOnly.ParseExact(row.RowKey.Split('~')[1], "yyyyMMdd", CultureInfo.InvariantCulture), row.GetInt32("Percent"), row.GetInt32("Of"), row.GetBoolean("Cut")!.Value);

    // What begins like an hour ends like one: 2026112013 sorts as time does.
    public static string HourKey(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"hour~{at.UtcDateTime:yyyyMMddHH}");

    // Counted down, so that a plain range read begins with the newest.
    private static string GapKey(DateTimeOffset from) => string.Create(CultureInfo.InvariantCulture, $"gap~{DateTimeOffset.MaxValue.UtcTicks - from.UtcTicks:D19}");

    /// <summary>Among the posts, by the end of its day: whoever takes away posts that are a week old takes it too, once its day is.</summary>
    public static string TopicsKey(DateTimeOffset at) => $"{PostsKey(MinuteCounts.FloorTo(at, TimeSpan.FromDays(1)).AddDays(1))}~topics";

    private static string ShareKey(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"share~{day:yyyyMMdd}");

    private static string PostsKey(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"posts~{at.UtcTicks:D19}");
}

[JsonSerializable(typeof(Post[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class SignalRowJson : JsonSerializerContext;
