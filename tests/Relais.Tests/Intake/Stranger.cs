using System.Net.Http.Headers;
using System.Text;
using Relais.Tests.Story;

namespace Relais.Tests.Intake;

/// <summary>A site or a browser that calls an inlet, and sees the whole answer.</summary>
internal sealed class Stranger(RelaisApp app)
{
    public const string Form = "application/x-www-form-urlencoded";

    /// <summary>What Firefox sends with a form.</summary>
    public static readonly (string, string) Browser = ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });

    public static async Task<string> InletAsync(RelaisApp app, string draft) =>
        new Uri((await app.PostAsync("/api/campaigns/climat/inlets", draft)).Expect(201).Read("url")).AbsolutePath;

    public static Task<Answer> ShowAsync(RelaisApp app, string path) => app.GetAsync(Api(path));

    /// <summary>The inlet's own place in the API.</summary>
    public static string Api(string path) => "/api/campaigns/climat/inlets/" + path.Split('/')[^1];

    public Task<Heard> PostAsync(string path, string body, string type = Form, params (string Name, string Value)[] headers) =>
        SendAsync("POST", path, Encoding.UTF8.GetBytes(body), [("Content-Type", type), .. headers]);

    public async Task<Heard> SendAsync(string method, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(app.Address, path));
        request.Content = method is "POST" ? new ByteArrayContent(body) : null;
        request.Headers.ExpectContinue = body.Length > 100_000;
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || request.Content?.Headers.TryAddWithoutValidation(name, value) != false);
        }

        using var response = await Client.SendAsync(request);
        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
        return new Heard((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType ?? new MediaTypeHeaderValue("text/nothing"), Header);
    }

    /// <summary>An answer.</summary>
    internal sealed class Heard
    {
        public Heard(int status, string text, MediaTypeHeaderValue type, Func<string, string?> header)
        {
            (Status, Text, Type) = (status, text, type.MediaType!);
            (Location, Origin, RetryAfter) = (header("Location"), header("Access-Control-Allow-Origin"), header("Retry-After"));
            Language = text.Contains("<html lang=\"fr\">", StringComparison.Ordinal) ? "fr" : "en";
        }

        public int Status { get; }

        public string Text { get; }

        public string Type { get; }

        public string? Location { get; }

        public string? Origin { get; }

        public string? RetryAfter { get; }

        public string Language { get; }
    }
}
