using System.Globalization;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>What people read of an alert.</summary>
public sealed class AlertTextTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 16, 5, 0, TimeSpan.Zero);
    private static readonly Campaign Campaign = new("marche", "Marche pour le climat", [], [], Start, null, Thresholds.Default);

    [Theory]
    [InlineData("en-US")]
    [InlineData("fr-FR")]
    [InlineData("da-DK")] // writes 16.05
    [InlineData("ar-SA")] // counts years from another beginning
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    public void Both_versions_say_what_happened_whatever_the_server_speaks(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            var alert = AlertConditions.Surge("marche", Start, new Observation(1234, 24.55, 12.34, 3.5));
            var firing = AlertText.Say(alert, Campaign, Make.First(Start));
            var over = alert with { EndsAt = Start.AddHours(3), AtEnd = new Observation(20, 30, 1, 3.5), ExpiresAt = Start.AddHours(27) };
            var resolved = AlertText.Say(over, Campaign, Make.Over(Start.AddHours(3)));

            Assert.Equal("Marche pour le climat is surging.", firing.Title.En);
            Assert.Equal("1234 posts in an hour, where about 25 are usual: 12 above usual, and a surge begins at 3.5.", firing.Body.En);
            Assert.Equal("Marche pour le climat s'envole.", firing.Title.Fr);
            Assert.Equal("1234 publications en une heure, pour environ 25 d'habitude\u00a0: 12 au-dessus de l'habitude, et une envolée commence à 3,5.", firing.Body.Fr);
            Assert.Equal((1, "firing", Start, Start.AddDays(1)), (firing.Version, firing.Status, firing.At, firing.ExpiresAt));

            Assert.Equal("Marche pour le climat is back to usual.", resolved.Title.En);
            Assert.Equal("20 posts in the last hour, where about 30 have become usual; the surge began at 2026-03-02 16:05 UTC.", resolved.Body.En);
            Assert.Equal("Retour à l'habitude pour Marche pour le climat.", resolved.Title.Fr);
            Assert.Equal("20 publications dans la dernière heure, pour environ 30 devenues habituelles\u00a0; l'envolée avait commencé le 2026-03-02 à 16:05 UTC.", resolved.Body.Fr);
            Assert.Equal((2, "resolved", Start.AddHours(3), Start.AddHours(27)), (resolved.Version, resolved.Status, resolved.At, resolved.ExpiresAt));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(1, "1 post in the last hour,", "1 publication dans la dernière heure,")]
    [InlineData(0, "0 posts in the last hour,", "0 publication dans la dernière heure,")]
    [InlineData(2, "2 posts in the last hour,", "2 publications dans la dernière heure,")]
    public void One_is_not_many(int posts, string english, string french)
    {
        var alert = Make.Surge("marche", Start) with { EndsAt = Start.AddHours(3), AtEnd = new Observation(posts, 30, 1, 3.5) };
        var resolved = AlertText.Say(alert, Campaign, Make.Over(Start.AddHours(3)));
        Assert.StartsWith(english, resolved.Body.En, StringComparison.Ordinal);
        Assert.StartsWith(french, resolved.Body.Fr, StringComparison.Ordinal);
    }
}
