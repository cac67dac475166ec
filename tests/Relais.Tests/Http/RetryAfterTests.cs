using System.Globalization;
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
}
