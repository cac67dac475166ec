using Relais.Intake.Fields;

namespace Relais.Tests.Intake.Fields;

/// <summary>Sums are whole numbers of a currency's smallest unit: exactly, or not at all.</summary>
public sealed class AmountsTests
{
    [Theory]
    [InlineData("29.35", "eur", 2935)]
    [InlineData("29,35", "EUR", 2935)]
    [InlineData("29.3", "EUR", 2930)]
    [InlineData("100.0", "USD", 10_000)]
    [InlineData("29.350000", "EUR", 2935)]
    [InlineData("007", "EUR", 700)]
    [InlineData("0", "EUR", 0)]
    [InlineData(" 5 ", " eur ", 500)]
    [InlineData("500", "JPY", 500)]
    [InlineData("500.00", "JPY", 500)]
    [InlineData("1.234", "KWD", 1234)]
    [InlineData("1.2", "KWD", 1200)]
    [InlineData("10000000000000", "EUR", 1_000_000_000_000_000)]
    public void A_sum_is_read_exactly(string amount, string currency, long minor) => Assert.Equal(minor, Amounts.Of(amount, currency)?.Minor);

    [Theory]
    [InlineData("29.355", "EUR")]
    [InlineData("29.3551", "EUR")]
    [InlineData("500.5", "JPY")]
    [InlineData("1.000", "EUR")]
    [InlineData("1,000", "EUR")]
    [InlineData("1,234", "KWD")]
    [InlineData("1,234.50", "EUR")]
    [InlineData("1 234", "EUR")]
    [InlineData("10 €", "EUR")]
    [InlineData("-5", "EUR")]
    [InlineData("+5", "EUR")]
    [InlineData("1e3", "EUR")]
    [InlineData("1E3", "EUR")]
    [InlineData("0x10", "EUR")]
    [InlineData("NaN", "EUR")]
    [InlineData("Infinity", "EUR")]
    [InlineData(".5", "EUR")]
    [InlineData("5.", "EUR")]
    [InlineData("", "EUR")]
    [InlineData(null, "EUR")]
    [InlineData("٣", "EUR")]
    [InlineData("10000000000000.01", "EUR")]
    [InlineData("99999999999999999999999999999999999999", "EUR")]
    [InlineData("5", "EURO")]
    [InlineData("5", "XAU")]
    [InlineData("5", "ABC")]
    [InlineData("5", null)]
    public void What_is_no_sum_or_would_have_to_be_rounded_is_none(string? amount, string? currency) => Assert.Null(Amounts.Of(amount, currency));

    [Theory]
    [InlineData(-1L)]
    [InlineData(1_000_000_000_000_001L)]
    [InlineData(null)]
    public void A_sum_in_the_smallest_unit_has_the_same_bounds(long? minor) => Assert.Null(Amounts.OfMinor(minor, "EUR"));

    [Fact]
    public void Every_sum_that_is_written_in_cents_is_read_back()
    {
        var random = new Random(4217);
        for (var round = 0; round < 2_000; round++)
        {
            var minor = random.NextInt64(Amounts.LargestMinor >> random.Next(50));
            Assert.Equal(minor, Amounts.Of($"{minor / 100}.{minor % 100:00}", "EUR")?.Minor);
            Assert.Equal(minor, Amounts.Of($"{minor}", "JPY")?.Minor);
        }
    }
}
