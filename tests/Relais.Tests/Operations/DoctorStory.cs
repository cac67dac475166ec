using Relais.Tests.Story;

namespace Relais.Tests.Operations;

/// <summary>What the tests of the doctor do over and over: ask, and read what it says line by line.</summary>
internal static class DoctorStory
{
    /// <summary>What an app needs so that nothing is found.</summary>
    public static Dictionary<string, string?> Settings => new() { ["Relais:PublicUrl"] = "https://relais.example.org" };

    public static Dictionary<string, string?> With(params (string Name, string? Value)[] more)
    {
        var settings = Settings;
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    public static async Task<Answer> ExamineAsync(this RelaisApp app) => (await app.GetAsync("/api/doctor")).Expect(200);

    /// <summary>Each finding in one line, the worst first: its level, its id, and both sentences.</summary>
    public static async Task<string[]> FindingsAsync(this RelaisApp app, string? about = null) =>
    [
        .. (await app.ExamineAsync()).At("findings").EnumerateArray().Where(finding => about is null || finding.GetProperty("about").GetString() == about)
            .Select(finding => $"{finding.GetProperty("level").GetString()} {finding.GetProperty("id").GetString()}: {finding.GetProperty("says").GetString()} {finding.GetProperty("do").GetString()}"),
    ];
}
