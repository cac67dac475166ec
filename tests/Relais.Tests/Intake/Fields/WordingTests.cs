using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Tests.Intake.Providers;

namespace Relais.Tests.Intake.Fields;

/// <summary>What strangers wrote is kept in one form; dates, addresses and numbers only where they can be ones.</summary>
public sealed class WordingTests
{
    [Theory]
    [InlineData("  Ada \u202Eexe\u202C ", "Ada exe")]
    [InlineData("a\u0000b\u001B[0m\r\nc", "a b [0m c")]
    [InlineData("e\u0301", "é")]
    [InlineData("\uFFFE\u2066 \u2069", null)]
    [InlineData("1234567890123", "1234567890")]
    [InlineData("123456789🌱🌱", "123456789🌱")]
    public void A_line_is_cleaned_and_cut(string text, string? expected) => Assert.Equal(expected, Wording.Line(text, 10));

    [Fact]
    public void Half_a_character_is_shown_as_one_that_is_missing() => Assert.Equal("a\uFFFDb", Wording.Line("a\ud800b", 10));

    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData(" Ada.O'Neil+x@sub.example.org ", "Ada.O'Neil+x@sub.example.org")]
    [InlineData("a@b@example.org", null)]
    [InlineData("a@example.org, b@example.org", null)]
    [InlineData("a@example", null)]
    [InlineData("Ada <a@example.org>", null)]
    [InlineData("a\u200Bb@example.org", null)]
    public void What_can_be_no_mailbox_is_left_out(string text, string? expected) => Assert.Equal(expected, Contacts.Of(email: text)?.Email);

    [Theory]
    [InlineData("+33 6 00.00-00(01)", "+33600000001")]
    [InlineData("1234", null)]
    [InlineData("call me", null)]
    public void A_number_is_kept_without_what_parts_it(string text, string? expected) => Assert.Equal(expected, Contacts.Of(phone: text)?.Phone);

    [Theory]
    [InlineData("fr_FR", "fr-fr")]
    [InlineData("auto", null)]
    [InlineData("français", null)]
    public void A_language_is_a_tag(string text, string? expected) => Assert.Equal(expected, Contacts.Of(language: text)?.Language);

    [Theory]
    [InlineData("2026-01-01T02:00:00+02:00", "2026-01-01 00:00:00")]
    [InlineData("2026-01-01T00:00:00", "2026-01-01 00:00:00")]
    [InlineData("2026-01-01 00:00:00 UTC", "2026-01-01 00:00:00")]
    [InlineData("1767225600", "2026-01-01 00:00:00")]
    [InlineData("1767225600000", "2026-01-01 00:00:00")]
    [InlineData("2099-01-01", "2026-01-01 13:00:00")]
    [InlineData("1970-01-01T00:00:00Z", "2026-01-01 13:00:00")]
    [InlineData("0001-01-01T00:00:00+14:00", "2026-01-01 13:00:00")]
    [InlineData("tomorrow", "2026-01-01 13:00:00")]
    public void A_time_that_cannot_be_is_that_of_the_call(string text, string expected) =>
        Assert.Equal(expected, $"{Instants.Of(Heard.Call([]), text):yyyy-MM-dd HH:mm:ss}");

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":{"b":1,"\u0062":2}}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":1}x""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("")]
    public void What_is_no_JSON_or_could_be_read_in_two_ways_is_refused(string json) => Assert.Null(JsonBody.Read(System.Text.Encoding.UTF8.GetBytes(json)));

    // RFC 6901, section 5.
    [Theory]
    [InlineData("/foo/0", "bar")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/m~0n", "8")]
    [InlineData("/foo", "bar, baz")]
    [InlineData("/foo/00", null)]
    [InlineData("/foo/2", null)]
    [InlineData("/foo/-", null)]
    [InlineData("/none/0", null)]
    public void A_pointer_leads_where_its_standard_says(string place, string? expected) =>
        Assert.Equal(expected, JsonBody.Read("""{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8}"""u8.ToArray())?.Find(place));
}
