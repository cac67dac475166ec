namespace Relais.Tests.Architecture;

/// <summary>Holds the reader of C# to the ways in which comments and literals are written.</summary>
public sealed class CSharpTextTests
{
    private const string Three = "\"\"\"";

    [Theory]
    [InlineData("a // b", "a     ")]
    [InlineData("a /* b */ c", "a         c")]
    [InlineData("a(\"b // c\");", "a(        );")]
    [InlineData("a('\"', 'b'); // c", "a(   ,    );     ")]
    [InlineData("a('\\'', \"\\\"b\");", "a(    ,      );")]
    [InlineData("a(\"\", b);", "a(  , b);")]
    [InlineData("a(@\"b\\\", c);", "a(     , c);")]
    [InlineData("a(@\"b\"\"c\", d);", "a(       , d);")]
    [InlineData("a($\"b {c} d\");", "a(     c    );")]
    [InlineData("a($\"{{b}} {c}\");", "a(         c  );")]
    [InlineData("a($\"{b(\"c\", new { D = 1 })}\");", "a(   b(   , new { D = 1 })  );")]
    [InlineData("a($@\"{b}\\\", c);", "a(    b   , c);")]
    [InlineData("a(" + Three + "b \"c\" // d" + Three + ", e);", "a(                , e);")]
    [InlineData("a($" + Three + "{b} \"c\"" + Three + ", d);", "a(     b        , d);")]
    [InlineData("a($$" + Three + "{b} {{c}}" + Three + ", d);", "a(           c     , d);")]
    [InlineData("a\n// b\nc", "a\n    \nc")]
    public void Comments_and_literals_become_spaces(string source, string code) => Assert.Equal(code, CSharpText.CodeAlone(source));

    [Fact]
    public void Literals_stay_where_only_comments_are_left_out() =>
        Assert.Equal("a(\"b // c\");     ", CSharpText.WithoutComments("a(\"b // c\"); // d"));
}
