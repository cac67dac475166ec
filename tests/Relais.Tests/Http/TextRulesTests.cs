using Microsoft.AspNetCore.Http;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Reads texts as people, careless or cunning, type them.</summary>
public sealed class TextRulesTests
{
    [Theory]
    [InlineData("Sauvons la forêt", "Sauvons la forêt")]
    [InlineData("  Sauvons la fore\u0302t\n", "Sauvons la forêt")]
    [InlineData("غابة", "غابة")]
    [InlineData("👩‍👩‍👧 🌱", "👩‍👩‍👧 🌱")]
    [InlineData("!", "!")]
    public void An_ordinary_text_is_kept_in_one_form(string text, string clean)
    {
        Assert.Null(TextRules.Reject(text, 1, 20, out var kept));
        Assert.Equal(clean, kept);
    }

    [Theory]
    [InlineData(null, "must not be empty.")]
    [InlineData("", "must not be empty.")]
    [InlineData(" \t\r\n ", "must not be empty.")]
    [InlineData("\u200B\u200D\u2060", "must not be empty.")]
    [InlineData("\u0301", "must not be empty.")]
    [InlineData("a", "must not be shorter than 2 characters.")]
    [InlineData("123456", "must not be longer than 5 characters.")]
    [InlineData("🌱🌱🌱🌱🌱🌱", "must not be longer than 5 characters.")]
    [InlineData("a\0b", "must not hold control characters.")]
    [InlineData("a\u001Bb", "must not hold control characters.")]
    [InlineData("a\u0085b", "must not hold control characters.")]
    [InlineData("a\tb", "must not hold control characters.")]
    [InlineData("a\nb", "must be a single line.")]
    [InlineData("a\u2028b", "must be a single line.")]
    [InlineData("a\u202Eb", "must not hold marks that turn the direction of text.")]
    [InlineData("a\u2066b", "must not hold marks that turn the direction of text.")]
    [InlineData("a\uFFFEb", "must be valid Unicode.")]
    [InlineData("a\uFDD0b", "must be valid Unicode.")]
    public void An_odd_text_is_refused_with_the_reason(string? text, string reason)
    {
        Assert.Equal(reason, TextRules.Reject(text, 2, 5, out var kept));
        Assert.Equal("", kept);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        foreach (var text in new[] { "a\uD800b", "a\uDC00", "\uD800", "\uDF31\uD83C" })
        {
            Assert.Equal("must be valid Unicode.", TextRules.Reject(text, 1, 5, out _));
        }
    }

    [Fact]
    public void Lines_are_kept_where_they_are_allowed()
    {
        Assert.Null(TextRules.Reject("one\r\ntwo\rthree\n\tfour", 1, 50, out var kept, lines: true));
        Assert.Equal("one\ntwo\nthree\n\tfour", kept);
        Assert.Equal("must not hold control characters.", TextRules.Reject("one\0two", 1, 50, out _, lines: true));
    }

    [Fact]
    public void A_text_that_may_be_empty_may_be()
    {
        Assert.Null(TextRules.Reject(null, 0, 5, out var kept));
        Assert.Equal("", kept);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var errors = new FieldErrors();
        Assert.Equal("Forêt", errors.Text("name", " Forêt ", 1, 20));
        Assert.False(errors.Any);

        Assert.Equal("", errors.Text("slogan", "a\0", 1, 20));
        errors.Add("hook", UrlRules.Reject("http://example.org/", allowLoopback: false));
        errors.Add("site", UrlRules.Reject("https://example.org/", allowLoopback: false));

        Assert.True(errors.Any);
        var problem = errors.ToProblem();
        Assert.Equal(StatusCodes.Status400BadRequest, problem.StatusCode);
        Assert.Equal("slogan: must not hold control characters. hook: must begin with https://.", problem.ProblemDetails.Detail);
    }

    [Fact]
    public void The_other_answers_name_what_they_are_about()
    {
        var missing = Problem.NotFound("campaign");
        var conflict = Problem.Conflict("name", "is taken.");

        Assert.Equal((404, "There is no such campaign."), (missing.StatusCode, missing.ProblemDetails.Detail));
        Assert.Equal((409, "Conflict", "name: is taken."), (conflict.StatusCode, conflict.ProblemDetails.Title, conflict.ProblemDetails.Detail));
    }
}
