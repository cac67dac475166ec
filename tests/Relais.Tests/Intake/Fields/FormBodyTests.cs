using System.Text;
using Relais.Intake.Bodies;
using Relais.Tests.Intake.Providers;

namespace Relais.Tests.Intake.Fields;

/// <summary>Forms are read as browsers and sites send them, and refused when they are larger than people make them.</summary>
public sealed class FormBodyTests
{
    private const string Encoded = "application/x-www-form-urlencoded; charset=utf-8";
    private const string InParts = "multipart/form-data; boundary=\"j f\"";

    [Theory]
    [InlineData("a=1&b=&c&a=2&&=x", "a=1|b=|c=|a=2|=x")]
    [InlineData("data%5Bmerges%5D%5BEMAIL%5D=ada%40example.org", "data[merges][EMAIL]=ada@example.org")]
    [InlineData("a=b=c+d%2B", "a=b=c d+")]
    [InlineData("", "")]
    public void Encoded_fields(string body, string expected) => Assert.Equal(expected, Say(body, Encoded));

    [Theory]
    [InlineData("--j f\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n--j f\r\nContent-Type: text/plain\r\ncontent-disposition: form-data; name=b\r\n\r\n\r\n--j f--\r\n", "a=1\r\n2|b=")]
    [InlineData("before\r\n--j f\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.png\"\r\n\r\nPNG\r\n--j f--", "")]
    [InlineData("--j f\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", null)]
    [InlineData("--j f\r\n\r\n1\r\n--j f--", "")]
    [InlineData("--j f--", "")]
    [InlineData("", null)]
    public void Fields_in_parts(string body, string? expected) => Assert.Equal(expected, Say(body, InParts));

    [Fact]
    public void More_fields_and_longer_ones_than_people_fill_in_are_refused()
    {
        Assert.NotNull(Say(string.Join('&', Enumerable.Repeat("a=1", 256)), Encoded));
        Assert.Null(Say(string.Join('&', Enumerable.Repeat("a=1", 257)), Encoded));
        Assert.NotNull(Say("a=" + new string('x', 65_536), Encoded));
        Assert.Null(Say("a=" + new string('x', 65_537), Encoded));
        Assert.Null(Say("a=" + string.Concat(Enumerable.Repeat("é", 32_769)), Encoded));
        Assert.Null(Say(string.Concat(Enumerable.Repeat("--j f\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", 257)) + "--j f--", InParts));
    }

    [Fact]
    public void A_field_that_was_sent_several_times_has_all_its_values() =>
        Assert.Equal("flood, heat", FormBody.Read(Heard.Call("t=flood&t=&t=heat"u8.ToArray(), Encoded))?["t"]);

    private static string? Say(string body, string mediaType) =>
        FormBody.Read(Heard.Call(Encoding.UTF8.GetBytes(body), mediaType)) is { } form ? string.Join('|', form.Fields.Select(field => $"{field.Name}={field.Value}")) : null;
}
