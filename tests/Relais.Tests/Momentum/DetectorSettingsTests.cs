using Relais.Momentum;

namespace Relais.Tests.Momentum;

public sealed class DetectorSettingsTests
{
    public static TheoryData<DetectorSettings, string> Refused => new()
    {
        { new(Threshold: 0.9), "threshold: must be from 1 to 50 standard units." },
        { new(Threshold: double.NaN), "threshold: must be from 1 to 50 standard units." },
        { new(Floor: 0), "floor: must be from 1 to 1000000 signals an hour." },
        { new() { HalfLife = TimeSpan.FromHours(5) }, "halfLife: must be from 6 hours to 30 days." },
        { new() { WarmUp = TimeSpan.FromHours(49) }, "warmUp: must be from 1 hour to the half-life." },
        { new() { MinDistance = TimeSpan.FromHours(-1) }, "minDistance: must be from 0 to 7 days." },
        { new() { Calm = TimeSpan.Zero }, "calm: must be from 5 minutes to 1 day." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Settings_that_cannot_be_used_name_the_field(DetectorSettings settings, string expected)
    {
        var (field, detail) = settings.Reject()!.Value;

        Assert.Equal(expected, $"{field}: {detail}");
    }

    [Fact]
    public void The_defaults_can_be_used() => Assert.Null(DetectorSettings.Default.Reject());
}
