using Relais.Intake.Fields;
using Relais.Intake.Providers;

namespace Relais.Tests.Intake.Fields;

/// <summary>A map is refused with the field's name and the reason, before any call is lost by it.</summary>
public sealed class MapRulesTests
{
    [Theory]
    [InlineData("email", "/a/0/b~1c~0d", null)]
    [InlineData("email", "E-mail address", null)]
    [InlineData("kind", "=pledge", null)]
    [InlineData("kind", "=gift", "map.kind must be sign-up, pledge, donation, report, announcement or rsvp.")]
    [InlineData("currency", "=Euro", "map.currency must be a currency of ISO 4217, such as EUR.")]
    [InlineData("unit", "=two words", "map.unit must be one word of at most 32 letters, such as kilos.")]
    [InlineData("id", "=1", "map.id must say where it is: it is not the same in every call.")]
    [InlineData("title", "=", "map.title must have something behind the =.")]
    [InlineData("email", "/a~2", "map.email must be a JSON pointer: after a ~ comes 0 or 1.")]
    [InlineData("email", "", "map.email must not be empty.")]
    [InlineData("email", "a\nb", "map.email must be a single line.")]
    [InlineData("e-mail", "/a", "map must hold none but these fields: kind, id, at, email, name, phone, language, amount, currency, unit, quantity, title, text, url, test.")]
    [InlineData("amount", "/a", "map.currency must be there where amount is: say where it is, or what it always is, such as =EUR.")]
    [InlineData("quantity", "/a", "map.unit must be there where quantity is: say where it is, or what it always is, such as =kilos.")]
    public void One_field(string field, string place, string? fault)
    {
        var said = MapRules.Check(new JsonProvider(), new Dictionary<string, string> { [field] = place });

        Assert.Equal(fault, said is null ? null : $"{said.Field} {said.Detail}");
    }

    [Fact]
    public void A_provider_that_knows_by_itself_takes_no_map() =>
        Assert.Equal(
            "map must be left out: where everything is in what stripe sends is known.",
            MapRules.Check(new StripeProvider(), new Dictionary<string, string> { ["email"] = "/a" }) is { } said ? $"{said.Field} {said.Detail}" : null);

    [Fact]
    public void No_map_is_always_fine() => Assert.Null(MapRules.Check(new StripeProvider(), new Dictionary<string, string>()));
}
