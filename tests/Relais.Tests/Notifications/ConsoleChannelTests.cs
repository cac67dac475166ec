using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications;

/// <summary>The channel of whoever sits in front of the app.</summary>
public sealed class ConsoleChannelTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly Notification Surge = new(
        "al_1", 1, "marche", "Marche", "surge", "firing", new Localized("Marche is surging.", "Marche s'envole."), new Localized("99 posts.", "99 publications."), Noon, Noon.AddDays(1));

    [Theory]
    [InlineData("en", "  [2026-03-02 12:00] Marche is surging. 99 posts.")]
    [InlineData("fr", "  [2026-03-02 12:00] Marche s'envole. 99 publications.")]
    public async Task A_line_says_when_and_what_in_the_readers_language(string language, string line)
    {
        using var output = new StringWriter();
        Assert.Equal(DeliveryOutcome.Sent, await new ConsoleChannel(output).SendAsync(Surge, new Recipient("s_1", "console", "stdout", null, language), default));
        Assert.Equal(line + Environment.NewLine, output.ToString());
        Assert.Equal(line, new ConsoleChannel(output).Preview(Surge, new Recipient("s_1", "console", "stdout", null, language)).Sent);
    }

    [Fact]
    public void Its_only_address_is_stdout_and_it_signs_nothing()
    {
        using var output = new StringWriter();
        var channel = new ConsoleChannel(output);
        Assert.Null(channel.RejectAddress("stdout"));
        Assert.Equal("must be stdout.", channel.RejectAddress("stderr"));
        Assert.Null(channel.CreateSecret());
    }
}
