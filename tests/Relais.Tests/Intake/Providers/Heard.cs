using System.Text;
using Microsoft.AspNetCore.Http;
using Relais.Intake;

namespace Relais.Tests.Intake.Providers;

/// <summary>What a provider makes of one call, told in one line for each submission.</summary>
internal static class Heard
{
    /// <summary>An hour after everything in the samples.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 13, 0, 0, TimeSpan.Zero);

    public static readonly IReadOnlyDictionary<string, string> NoMap = new Dictionary<string, string>();

    public static IncomingCall Call(byte[] body, string mediaType = "application/json", string method = "POST", params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary { ["Content-Type"] = mediaType };
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        return new IncomingCall(method, new Uri("https://relais.example.org/in/1"), all, body, Now);
    }

    public static Inlet Inlet(string provider = "json", SubmissionKind kind = SubmissionKind.SignUp, IReadOnlyDictionary<string, string>? map = null) =>
        new("1", "flood", provider, "Ours", Now) { Kind = kind, Map = map ?? NoMap };

    public static string Of(IProvider provider, string json, SubmissionKind kind = SubmissionKind.SignUp, IReadOnlyDictionary<string, string>? map = null, params (string Name, string Value)[] headers) =>
        Say(provider.Read(Call(Encoding.UTF8.GetBytes(json), headers: headers), Inlet(provider.Name, kind, map)));

    public static string OfForm(IProvider provider, string form, SubmissionKind kind = SubmissionKind.SignUp, IReadOnlyDictionary<string, string>? map = null) =>
        Say(provider.Read(Call(Encoding.UTF8.GetBytes(form), "application/x-www-form-urlencoded"), Inlet(provider.Name, kind, map)));

    public static string Say(Reading reading) =>
        string.Join("\n", reading.Submissions.Select(Say).Concat(reading.Fault is { } fault ? [$"fault: {fault}"] : [])) is { Length: > 0 } said ? said : "nothing";

    private static string Say(Submission told)
    {
        var parts = new List<string> { $"{told.Kind} {Short(told.Key)}", told.At == Now ? "now" : $"{told.At:yyyy-MM-dd HH:mm:ss}" };
        void Add(string name, object? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}{value}");
            }
        }

        Add("", told.Standing == SubmissionStanding.Counts ? null : told.Standing.ToString());
        Add("", told.IsTest ? "test" : null);
        Add("", told.Money is { } money ? $"{money.Minor} {money.Currency}" : null);
        Add("back ", told.Refunded);
        Add("", told.Amounts.Count == 0 ? null : string.Join(", ", told.Amounts.Select(one => $"{one.Value}/1000 {one.Key}")));
        Add("", told.Contact is { } who ? string.Join(" / ", new[] { who.Name, who.Email, who.Phone, who.Language }.OfType<string>()) : null);
        Add("title: ", told.Title);
        Add("text: ", told.Text?.Replace('\n', '¶'));
        Add("", told.Url);
        return string.Join(" | ", parts);
    }

    // Of a digest its beginning is enough.
    private static string Short(string key) => key.IndexOf("sha256-", StringComparison.Ordinal) is >= 0 and var at ? $"{key[..(at + 7)]}…{key[(at + 7 + 64)..]}" : key;
}
