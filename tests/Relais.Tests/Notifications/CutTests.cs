using System.Text;
using Relais.Notifications;

namespace Relais.Tests.Notifications;

/// <summary>Where a text is cut that is longer than a service takes.</summary>
public sealed class CutTests
{
    [Theory]
    [InlineData("", 0, "")]
    [InlineData("", 5, "")]
    [InlineData("abcde", 5, "abcde")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("abcdef", 1, "…")]
    [InlineData("abcdef", 0, "")]
    [InlineData("ab cdef", 4, "ab…")] // no space before the ellipsis
    [InlineData("éééééé", 5, "éééé…")]
    [InlineData("e\u0301e\u0301e\u0301", 6, "e\u0301e\u0301e\u0301")]
    [InlineData("e\u0301e\u0301e\u0301", 5, "e\u0301e\u0301…")]
    [InlineData("e\u0301e\u0301e\u0301", 4, "e\u0301…")] // an accent stays with its letter
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 22, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 21, "👩‍👩‍👧‍👦…")] // a family stays together
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 11, "…")]
    [InlineData("🇫🇷🇧🇪🇨🇭", 9, "🇫🇷🇧🇪…")] // half a flag is another country's
    [InlineData("👍🏽👍🏽", 5, "👍🏽…")]
    [InlineData("a\r\nb", 3, "a…")]
    public void At_most_so_many_characters(string text, int most, string cut)
    {
        Assert.Equal(cut, Cut.ToCharacters(text, most));
        Assert.Equal(cut, Cut.ToFit(text, part => part.Length <= most));
    }

    [Theory]
    [InlineData("", 0, "")]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abc…")] // the ellipsis takes three bytes
    [InlineData("ééé", 6, "ééé")]
    [InlineData("éééé", 7, "éé…")]
    [InlineData("日本語", 9, "日本語")]
    [InlineData("日本語", 8, "日…")]
    [InlineData("🇫🇷🇧🇪", 16, "🇫🇷🇧🇪")]
    [InlineData("🇫🇷🇧🇪", 15, "🇫🇷…")]
    [InlineData("🇫🇷🇧🇪", 10, "…")]
    [InlineData("🇫🇷🇧🇪", 2, "")]
    public void At_most_so_many_bytes(string text, int most, string cut)
    {
        Assert.Equal(cut, Cut.ToBytes(text, most));
        Assert.Equal(cut, Cut.ToFit(text, part => Encoding.UTF8.GetByteCount(part) <= most));
    }

    [Theory]
    [InlineData("a<b<c", 13, "a<b<c")]
    [InlineData("a<b<cd", 13, "a<b<cd")]
    [InlineData("a<b<cde", 11, "a<b<…")]
    [InlineData("<<<", 8, "<…")]
    public void At_most_so_much_as_it_takes_escaped(string text, int most, string cut)
    {
        int SizeOf(string part) => InertText.Html(part).Length;
        Assert.Equal(cut, Cut.To(text, most, SizeOf));
        Assert.Equal(cut, Cut.ToFit(text, part => SizeOf(part) <= most));
    }

    [Fact]
    public void What_stands_around_it_is_never_cut_and_where_it_leaves_no_room_nothing_is_said()
    {
        string Whole(string body) => $"{body} https://example.org/a";
        Assert.Equal("Where we…", Cut.ToFit("Where we meet", body => Whole(body).Length <= 32));
        Assert.Equal("", Cut.ToFit("Where we meet", body => Whole(body).Length <= 10));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two\r\nlines\rand\u2028more", "two\nlines\nand\nmore")]
    [InlineData("a\tb\0c\u001B[31m\u007F\u0085d", "a bc[31md")]
    [InlineData("\u202Eabc\u2066d\u2069", "abcd")]
    [InlineData("e\u0301", "é")]
    [InlineData("שלום \u200F!", "שלום \u200F!")] // a mark that belongs to the writing stays
    [InlineData("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦")]
    public void What_cannot_be_seen_goes(string text, string plain) => Assert.Equal(plain, InertText.Plain(text));

    [Fact]
    public void Half_a_pair_becomes_the_sign_for_what_is_missing() => Assert.Equal("a\uFFFDb", InertText.Plain("a\ud83db"));

    [Fact]
    public void Nothing_in_an_address_ends_the_link_that_it_stands_in() =>
        Assert.Equal("https://example.org/a%28b%29%7Cc%3Ed?e=%22~_-&f=%2A", InertText.Link("https://example.org/a(b)|c>d?e=\"~_-&f=*"));
}
