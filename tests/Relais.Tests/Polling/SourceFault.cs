using System.Globalization;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>One way in which a network gives no good answer: a row of the matrix.</summary>
/// <param name="Answers">What comes over the line instead.</param>
internal sealed record SourceFault(string Name, Func<SourceMatrixBed, Outside.Stranger> Answers)
{
    public const int RetryAfterMinutes = 2;
    public const int ResetMinutes = 3;

    // What is said beside a status, in the words of no network in particular.
    private const string Body = """{"error":"Refused","title":"Refused","type":"about:blank"}""";

    // More than any source reads of one answer.
    private const int TooManyBytes = (4 * 1024 * 1024) + 1;

    public static readonly IReadOnlyList<SourceFault> All =
    [
        Says("400", 400),
        Says("401", 401),
        Says("402", 402),
        Says("403", 403),
        Says("404", 404),
        Says("410", 410),
        Says("429, Retry-After", 429, _ => ("Retry-After", Seconds(RetryAfterMinutes))),
        Says("429, its own reset", 429, bed => bed.Column.ResetAt(bed.Now.AddMinutes(ResetMinutes))),
        Says("429, usage-capped", 429, body: """{"title":"UsageCapExceeded","period":"Monthly","type":"https://api.x.com/2/problems/usage-capped"}"""),
        Says("429", 429),
        Says("500", 500),
        Says("503, Retry-After", 503, _ => ("Retry-After", Seconds(RetryAfterMinutes))),
        new("hangs", bed => bed.HangsAsync),
        new("nobody there", _ => (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError)),
        new("broken halfway", bed => MastodonInstance.Says(200, bed.Column.Broken)),
        Says("a web page", 200, body: "<!doctype html><html><body>Maintenance</body></html>"),
        Says("nothing in it", 200, body: ""),
        new("an empty page", bed => MastodonInstance.Says(200, bed.Column.EmptyPage)),
        Says("too large", 200, body: new string(' ', TooManyBytes)),
    ];

    public static SourceFault Named(string name) => All.Single(fault => fault.Name == name);

    private static SourceFault Says(string name, int status, Func<SourceMatrixBed, (string Name, string Value)>? header = null, string body = Body) => new(name, bed =>
    {
        var said = header?.Invoke(bed);
        return MastodonInstance.Says(status, body, said?.Name, said?.Value);
    });

    private static string Seconds(int minutes) => (minutes * 60).ToString(CultureInfo.InvariantCulture);
}
