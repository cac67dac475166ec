using Relais.Notifications.Channels;
using Relais.Subscriptions;

namespace Relais.Tests.Subscriptions;

/// <summary>Every channel that can be set up is offered to people, but for the one of the desk.</summary>
public sealed class ChannelWordsTests
{
    private static readonly string[] Channels =
        [.. typeof(IChannel).Assembly.GetTypes().Where(type => type.IsClass && typeof(IChannel).IsAssignableFrom(type)).Select(type => type.Name[..^"Channel".Length].ToLowerInvariant()).Where(name => name != "console").Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_channel_has_its_words() =>
        Assert.Equal(Channels, ChannelWords.All.Select(words => words.Channel.Replace("-", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_word_is_there_in_both_languages() =>
        Assert.All(ChannelWords.All, words => Assert.All(new[] { words.Name, words.Address, words.Secret }, one => Assert.True(one is null || (one.En.Length > 0 && one.Fr.Length > 0), words.Channel)));
}
