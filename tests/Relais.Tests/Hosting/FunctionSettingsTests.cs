using Microsoft.Extensions.Configuration;
using Relais.Hosting;

namespace Relais.Tests.Hosting;

/// <summary>Settings inside triggers, and the switches of functions.</summary>
public sealed class FunctionSettingsTests
{
    [Theory]
    [InlineData("letters", "letters")]
    [InlineData("%QUEUE%", "mail")]
    [InlineData("a-%QUEUE%-%Deep__Name%", "a-mail-down")]
    [InlineData("100%", "100%")]
    public void Settings_stand_for_their_names(string text, string expected)
    {
        Assert.True(Settings().TryExpand(text, out var expanded, out _));
        Assert.Equal(expected, expanded);
    }

    [Fact]
    public void A_missing_setting_is_named()
    {
        Assert.False(Settings().TryExpand("a-%NOTHING%", out _, out var missing));
        Assert.Equal("NOTHING", missing);
    }

    [Theory]
    [InlineData("AzureWebJobs.ReadLetters.Disabled", "1", true)]
    [InlineData("AzureWebJobs.ReadLetters.Disabled", "True", true)]
    [InlineData("AzureWebJobs_ReadLetters_Disabled", "true", true)]
    [InlineData("AzureWebJobs.ReadLetters.Disabled", "0", false)]
    [InlineData("AzureWebJobs.ReadLetters.Disabled", "yes", false)]
    [InlineData("AzureWebJobs.Other.Disabled", "1", false)]
    public void A_function_is_disabled_by_either_spelling(string name, string value, bool disabled) =>
        Assert.Equal(disabled, Settings((name, value)).IsDisabled("ReadLetters"));

    private static FunctionSettings Settings(params (string Name, string Value)[] more) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(
            more.Append(("QUEUE", "mail")).Append(("Deep:Name", "down")).Select(pair => KeyValuePair.Create(pair.Item1, (string?)pair.Item2))).Build());
}
