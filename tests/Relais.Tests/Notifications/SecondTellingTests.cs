using System.Globalization;
using Relais.Notifications;

namespace Relais.Tests.Notifications;

/// <summary>Who is told by their second channel, when, and in which words.</summary>
public sealed class SecondTellingTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("urgent", "firing", "call", 30, "09:30")]
    [InlineData("urgent", "firing", "surge", 10, "09:10")]
    [InlineData("urgent", "firing", "call", 60, "10:00")]
    [InlineData("normal", "firing", "call", 10, null)]
    [InlineData("info", "firing", "call", 10, null)]
    [InlineData("urgent", "resolved", "surge", 10, null)]
    [InlineData("urgent", "corrected", "call", 10, null)]
    [InlineData("urgent", "retracted", "call", 10, null)]
    [InlineData("urgent", "firing", "digest", 10, null)]
    public void What_is_urgent_and_holds_is_looked_at_again_after_the_persons_minutes(string severity, string status, string kind, int minutes, string? due) =>
        Assert.Equal(due, Say(SecondTelling.DueOf(With(minutes), Notification(severity, status, kind), Nine)));

    [Theory]
    [InlineData("09:00:00.001", "09:11")]
    [InlineData("09:00:59", "09:11")]
    [InlineData("09:01:00", "09:11")]
    public void Nobody_is_told_before_their_minutes_are_over(string from, string due) =>
        Assert.Equal(due, Say(SecondTelling.DueOf(With(10), Notification(), DateTimeOffset.Parse("2026-03-02T" + from + "Z", CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("08:00", "09:30", false, "10:00")]
    [InlineData("08:00", "09:30", true, "09:30")]
    [InlineData("08:00", "11:30", false, "12:00")]
    [InlineData("08:00", "11:50", false, null)]
    [InlineData("09:15", "12:00", false, "09:30")]
    public void Whose_quiet_hours_it_is_has_the_minutes_from_their_end_on(string quietFrom, string quietUntil, bool anyTime, string? due)
    {
        var wishes = new Wishes { Quiet = new QuietHours(TimeOnly.Parse(quietFrom, CultureInfo.InvariantCulture), TimeOnly.Parse(quietUntil, CultureInfo.InvariantCulture)), UrgentAnyTime = anyTime };

        // What is no longer worth saying when the quiet hours end is in their digest.
        Assert.Equal(due, Say(SecondTelling.DueOf(With(30) with { Wishes = wishes }, Notification() with { ExpiresAt = Nine.AddHours(3).AddMinutes(1) }, Nine)));
    }

    [Fact]
    public void Nobody_is_looked_at_without_a_second_channel_nor_for_what_came_before_it_nor_for_what_is_stale_by_then()
    {
        Assert.Null(SecondTelling.DueOf(null, Notification(), Nine));
        Assert.Null(SecondTelling.DueOf(With(30) with { Second = null }, Notification(), Nine));
        Assert.Null(SecondTelling.DueOf(With(30, since: Nine.AddSeconds(1)), Notification(), Nine));
        Assert.Null(SecondTelling.DueOf(With(30), Notification() with { ExpiresAt = Nine.AddMinutes(30) }, Nine));
        Assert.NotNull(SecondTelling.DueOf(With(30, since: Nine), Notification() with { ExpiresAt = Nine.AddMinutes(31) }, Nine));
    }

    [Theory]
    [InlineData(DeliveryState.Planned, null, true)]
    [InlineData(DeliveryState.Sent, null, true)]
    [InlineData(DeliveryState.Deferred, "503", true)]
    [InlineData(DeliveryState.Failed, "gone", true)]
    [InlineData(DeliveryState.Expired, "timeout", true)]
    [InlineData(DeliveryState.Suppressed, "switched off", true)]
    [InlineData(DeliveryState.Suppressed, "unsubscribed", false)]
    [InlineData(DeliveryState.Suppressed, "retracted", false)]
    [InlineData(DeliveryState.Suppressed, "quiet", false)]
    public void Whoever_could_not_be_reached_is_told_and_whoever_has_left_is_not(DeliveryState state, string? reason, bool isTold) =>
        Assert.Equal(isTold, SecondTelling.IsTold(state, reason));

    [Fact]
    public void The_second_channel_says_the_same_and_why_it_comes_there()
    {
        var look = new SecondLook("climat", "al_1", 2, 3, Nine, Nine.AddMinutes(30));
        var said = SecondTelling.Say(Notification() with { Text = "abc", Url = "https://example.org/" }, SecondTelling.AlertIdOf(look));

        Assert.Equal(("e_al_1_2_3_202603020930", 1, null, "https://example.org/"), (said.AlertId, said.Version, said.Text, said.Url));
        Assert.Equal("March at noon", said.Title.En);
        Assert.Equal("Old port.\n\nThis comes here too because nobody has pressed “I have seen it” at the first address in the time that was chosen.", said.Body.En);
        Assert.Equal("Ceci vient aussi ici parce que personne n'a appuyé sur «\u00a0Je l'ai vu\u00a0» à la première adresse dans le temps choisi.", said.Body.Fr);
        Assert.DoesNotContain('.', said.DeliveryId(SecondChannel.NewId("m_1")));
        Assert.Equal(("m_1", null), (SecondChannel.FirstOf(SecondChannel.NewId("m_1")), SecondChannel.FirstOf("m_1")));
    }

    private static string? Say(DateTimeOffset? due) => due?.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static Recipient With(int minutes, DateTimeOffset? since = null) => new("m_1", "email", "ada@example.org", null, "en")
    {
        Second = new Recipient(SecondChannel.NewId("m_1"), "ntfy", "https://ntfy.example.org/ada", null, "en") { Behind = new SecondChannel(minutes, since ?? Nine.AddDays(-1), "v") },
    };

    private static Notification Notification(string severity = "urgent", string status = "firing", string kind = "call") =>
        new("al_1", 1, "climat", "Marche climat", kind, status, new("March at noon", "Marche à midi"), new("Old port.", ""), Nine, Nine.AddDays(1)) { Severity = severity };
}
