using Relais.Intake.Signing;

namespace Relais.Tests.Intake.Signing;

/// <summary>Holds the token of an inlet to what a call carries.</summary>
public sealed class BearerTests
{
    private const string Token = "tok_live_0123456789abcdef";

    [Theory]
    [InlineData("Bearer tok_live_0123456789abcdef", null)]
    [InlineData("bearer tok_live_0123456789abcdef", null)]
    [InlineData("Bearer tok_live_0123456789abcdee", "wrong token")]
    [InlineData("Bearer tok_live_0123456789abcdef ", "wrong token")]
    [InlineData("Bearer  tok_live_0123456789abcdef", "wrong token")]
    [InlineData("Bearer TOK_LIVE_0123456789ABCDEF", "wrong token")]
    [InlineData("Bearer ", "wrong token")]
    [InlineData("Bearer", "no token")]
    [InlineData("tok_live_0123456789abcdef", "no token")]
    [InlineData("Basic dG9rOmxpdmU=", "no token")]
    [InlineData("", "no token")]
    public void A_call_must_carry_exactly_the_token(string header, string? fault) =>
        Assert.Equal(fault, Bearer.Verify(Calls.Post("{}", Calls.Json, ("Authorization", header)), Token).Fault);

    [Fact]
    public void No_header_is_no_token_and_two_are_none_either()
    {
        Assert.Equal("no token", Bearer.Verify(Calls.Post("{}"), Token).Fault);
        Assert.Equal("header twice", Bearer.Verify(Calls.Post("{}", Calls.Json, ("Authorization", $"Bearer {Token}"), ("Authorization", $"Bearer {Token}")), Token).Fault);
    }

    [Theory]
    [InlineData(Token, null)]
    [InlineData("0123456789abcde", "must have 16 to 256 characters.")]
    [InlineData("0123456789 abcdef", "must hold only letters, digits and - . _ ~ + / =.")]
    [InlineData("0123456789abcdéf", "must hold only letters, digits and - . _ ~ + / =.")]
    public void A_token_is_of_letters_that_every_site_can_send(string token, string? reason) => Assert.Equal(reason, Bearer.Reject(token));
}
