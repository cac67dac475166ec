using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Relais.Intake;

namespace Relais.Tests.Intake.Signing;

/// <summary>Calls of strangers, made up.</summary>
internal static class Calls
{
    public const string Json = "application/json";
    public const string Form = "application/x-www-form-urlencoded";

    public static IncomingCall Post(string body, string type = Json, params (string Name, string Value)[] headers) =>
        Of("POST", "https://relais.example/in/x", Encoding.UTF8.GetBytes(body), [("Content-Type", type), .. headers]);

    public static IncomingCall Get(string url) => Of("GET", url, [], []);

    /// <param name="headers">A name that comes twice is a header that came twice.</param>
    public static IncomingCall Of(string method, string url, byte[] body, IEnumerable<(string Name, string Value)> headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            all[name] = StringValues.Concat(all[name], new StringValues(value)); // Append passes over empty ones
        }

        return new IncomingCall(method, new Uri(url), all, body, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
