using System.Globalization;
using System.Text;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Reads the ways in which servers say when to come back.</summary>
public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", "2026-11-20T12:00:00Z")]
    [InlineData("120", "2026-11-20T12:02:00Z")]
    [InlineData(" 120 ", "2026-11-20T12:02:00Z")]
    [InlineData("0.250", "2026-11-20T12:00:01Z")]
    [InlineData("120.5", "2026-11-20T12:02:01Z")]
    [InlineData("9999999999999", "2027-11-21T12:00:00Z")]
    [InlineData("Fri, 20 Nov 2026 12:00:30 GMT", "2026-11-20T12:00:30Z")]
    [InlineData("Friday, 20-Nov-26 12:00:30 GMT", "2026-11-20T12:00:30Z")]
    [InlineData("Fri Nov 20 12:00:30 2026", "2026-11-20T12:00:30Z")]
    [InlineData("Tue Dec  1 12:00:30 2026", "2026-12-01T12:00:30Z")]
    [InlineData("Fri, 20 Nov 2026 11:00:00 GMT", "2026-11-20T12:00:00Z")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", "2026-11-20T12:00:00Z")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", "2027-11-21T12:00:00Z")]
    public void A_sound_value_is_an_instant_from_now_on(string value, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("120s")]
    [InlineData("120, 60")]
    [InlineData("2026-11-20T12:00:30Z")]
    [InlineData("Fri, 20 Nov 2026 25:00:00 GMT")]
    [InlineData("Mon, 20 Nov 2026 12:00:30 GMT")]
    [InlineData("ven., 20 nov. 2026 12:00:30 GMT")]
    public void Garbage_is_nothing(string? value) => Assert.Null(RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData(0, "2026-11-20T12:00:00Z")]
    [InlineData(5, "2026-11-20T12:00:05Z")]
    [InlineData(0.65, "2026-11-20T12:00:01Z")]
    [InlineData(1e300, "2027-11-21T12:00:00Z")]
    [InlineData(double.PositiveInfinity, "2027-11-21T12:00:00Z")]
    [InlineData(-0.001, null)]
    [InlineData(double.NegativeInfinity, null)]
    [InlineData(double.NaN, null)]
    public void Seconds_count_from_now(double seconds, string? expected)
    {
        Assert.Equal(At(expected), RetryAfter.FromSeconds(seconds, Now));
        Assert.Equal(At(expected), RetryAfter.FromMilliseconds(seconds * 1_000, Now));
    }

    [Theory]
    [InlineData(1_795_176_030, "2026-11-20T12:00:30Z")]
    [InlineData(1_795_176_029.2, "2026-11-20T12:00:30Z")]
    [InlineData(1_795_176_030_000, "2026-11-20T12:00:30Z")]
    [InlineData(1_795_176_029_001, "2026-11-20T12:00:30Z")]
    [InlineData(1_795_000_000, "2026-11-20T12:00:00Z")]
    [InlineData(0, "2026-11-20T12:00:00Z")]
    [InlineData(99_999_999_999, "2027-11-21T12:00:00Z")]
    [InlineData(1e300, "2027-11-21T12:00:00Z")]
    [InlineData(double.PositiveInfinity, "2027-11-21T12:00:00Z")]
    [InlineData(-1, null)]
    [InlineData(double.NaN, null)]
    public void Seconds_and_milliseconds_since_1970_are_told_apart(double sinceEpoch, string? expected) =>
        Assert.Equal(At(expected), RetryAfter.FromEpoch(sinceEpoch, Now));

    [Theory]
    [InlineData("30", "2026-11-20T12:00:30Z")]
    [InlineData("1.337", "2026-11-20T12:00:02Z")]
    [InlineData(" 1795176030 ", "2026-11-20T12:00:30Z")]
    [InlineData("1795176029.5", "2026-11-20T12:00:30Z")]
    [InlineData("1795176030000", "2026-11-20T12:00:30Z")]
    [InlineData("2026-11-20T12:05:00.000000Z", "2026-11-20T12:05:00Z")]
    [InlineData("2026-11-20T14:05:00+02:00", "2026-11-20T12:05:00Z")]
    [InlineData("2026-11-20T12:05:00", "2026-11-20T12:05:00Z")]
    [InlineData("2026-11-20T11:00:00Z", "2026-11-20T12:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z", "2027-11-21T12:00:00Z")]
    [InlineData("99999999999999999999999999", "2027-11-21T12:00:00Z")]
    [InlineData(null, null)]
    [InlineData(" ", null)]
    [InlineData("soon", null)]
    [InlineData("-30", null)]
    [InlineData("1e9", null)]
    [InlineData("30;w=60", null)]
    [InlineData("12/31/2026", null)]
    public void A_limit_begins_anew_when_its_header_says_so(string? value, string? expected) =>
        Assert.Equal(At(expected), RetryAfter.ParseReset(value, Now));

    [Theory]
    [InlineData("""{"message": "You are being rate limited.", "retry_after": 64.57, "global": false}""", "2026-11-20T12:01:05Z")]
    [InlineData("""{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}""", "2026-11-20T12:00:35Z")]
    [InlineData("""{"ok":false,"parameters":{"migrate_to_chat_id":-1,"retry_after":35},"retry_after":1}""", "2026-11-20T12:00:35Z")]
    [InlineData("""{"ok":false,"error":"ratelimited","retry_after":30}""", "2026-11-20T12:00:30Z")]
    [InlineData("""{"errcode":"M_LIMIT_EXCEEDED","error":"Too many requests","retry_after_ms":2000}""", "2026-11-20T12:00:02Z")]
    [InlineData("""{"retry_after": 1e999}""", "2027-11-21T12:00:00Z")]
    [InlineData("""{"retry_after": 3}  and then the body was """, "2026-11-20T12:00:03Z")]
    [InlineData("""{"retry_after": -1, "retry_after_ms": 2000}""", "2026-11-20T12:00:02Z")]
    [InlineData("""{"retry_after": "soon"}""", null)]
    [InlineData("""{"retry_after": null}""", null)]
    [InlineData("""{"retry_after": {"retry_after": 3}}""", null)]
    [InlineData("""{"deep": {"retry_after": 3}}""", null)]
    [InlineData("""{"parameters": {"parameters": {"retry_after": 3}}}""", null)]
    [InlineData("""{"parameters": 3}""", null)]
    [InlineData("""{"message": "cut in the mid""", null)]
    [InlineData("""[{"retry_after": 3}]""", null)]
    [InlineData("3", null)]
    [InlineData("<html>429</html>", null)]
    [InlineData("", null)]
    public void A_body_says_when_to_come_back(string json, string? expected) =>
        Assert.Equal(At(expected), RetryAfter.FromBody(Encoding.UTF8.GetBytes(json), Now));

    [Theory]
    [InlineData(429, "Retry-After=5 X-RateLimit-Reset-After=7", "2026-11-20T12:00:05Z")]
    [InlineData(429, "Retry-After=soon X-RateLimit-Reset-After=7.5 X-RateLimit-Reset=1795176030", "2026-11-20T12:00:08Z")]
    [InlineData(429, "RateLimit-Reset=1795176030", "2026-11-20T12:00:30Z")]
    [InlineData(429, "RateLimit-Reset=45", "2026-11-20T12:00:45Z")]
    [InlineData(429, "X-RateLimit-Reset=1795176030000", "2026-11-20T12:00:30Z")]
    [InlineData(429, "x-rate-limit-reset=1795176030", "2026-11-20T12:00:30Z")]
    [InlineData(429, "", "2026-11-20T12:00:09Z")]
    [InlineData(503, "Retry-After=5", "2026-11-20T12:00:05Z")]
    [InlineData(503, "X-RateLimit-Reset-After=7", null)]
    [InlineData(200, "X-RateLimit-Reset=1795176030", null)]
    public void The_plainest_word_of_an_answer_counts_and_limits_only_where_one_was_met(int status, string headers, string? expected)
    {
        var said = headers
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(header => header.Split('=')[0], header => header.Split('=')[1], StringComparer.OrdinalIgnoreCase);

        Assert.Equal(At(expected), RetryAfter.Read(status, said.GetValueOrDefault, """{"retry_after": 9}"""u8, Now));
    }

    private static DateTimeOffset? At(string? expected) => expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture);
}
