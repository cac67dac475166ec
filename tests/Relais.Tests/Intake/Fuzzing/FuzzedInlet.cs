using System.Collections.Concurrent;
using System.Text.Json;
using Relais.Tests.Story;

namespace Relais.Tests.Intake.Fuzzing;

/// <summary>An inlet, what its site knows, and what its genuine calls add up to.</summary>
internal sealed class FuzzedInlet
{
    private readonly ConcurrentQueue<int> told = new();

    private FuzzedInlet(Site site, string path, string? secret, string? bearer) => (Site, Path, Secret, Bearer) = (site, path, secret, bearer);

    public Site Site { get; }

    public string Path { get; }

    public string Id => Path.Split('/')[^1];

    public string? Secret { get; }

    public string? Bearer { get; }

    /// <summary>Whether whoever has its token may push whatever they like: what is bent then comes as far as it can.</summary>
    public bool IsOpen { get; private init; }

    public static async Task<FuzzedInlet> CreateAsync(RelaisApp app, Site site, Random random, bool isOpen)
    {
        var secret = isOpen ? null : site.CreateSecret(random);
        var bearer = secret is null ? $"token-of-{random.NextInt64():x16}" : null;
        var keys = secret is null ? $"\"bearer\":\"{bearer}\"" : $"\"secret\":\"{secret}\"";
        var made = await app.PostAsync("/api/campaigns/climat/inlets", $$"""{"provider":"{{site.Provider}}","name":"{{site.Name}}",{{keys}},"map":{{site.Map}},"kind":"{{(site.Provider == "form" ? "sign-up" : site.Kind)}}"}""");
        return new FuzzedInlet(site, new Uri(made.Expect(201).Read("url")).AbsolutePath, secret, bearer) { IsOpen = isOpen };
    }

    /// <summary>A call as the site itself makes it.</summary>
    /// <param name="secret">What it signs with; null for the right one.</param>
    public RawCall Call(int number, DateTimeOffset now, string? secret = null)
    {
        var body = Site.BodyOf(number);
        return new RawCall("POST", Path, [("Content-Type", Site.MediaType), .. Site.Headers, .. Keys(secret, body, number, now)], body) { Deed = "genuine" };
    }

    /// <summary>The same with another body, signed as the site would.</summary>
    public RawCall Call(int number, DateTimeOffset now, byte[] body) => Call(number, now) with { Body = body, Headers = [("Content-Type", Site.MediaType), .. Site.Headers, .. Keys(null, body, number, now)] };

    /// <summary>The headers by which it is known for the site's own.</summary>
    public IReadOnlyList<string> KeyHeaders(DateTimeOffset now) => [.. Keys(null, [], 0, now).Select(header => header.Name)];

    /// <summary>Notes that a genuine call was taken.</summary>
    public void Note(int number) => told.Enqueue(number);

    /// <summary>What must have been counted, as the API shows it.</summary>
    public string Expected()
    {
        var (numbers, parts) = (told.Distinct().ToArray(), Site.Counts.Split(' '));
        var counts = numbers.Length > 0 && Site.Counts.Length > 0;
        var money = counts && parts.Length > 1 ? $$"""{"kind":"{{parts[0]}}","currency":"{{parts[1]}}","minor":{{numbers.Sum(Site.Cents)}}}""" : "";
        var amounts = !counts ? "" : Site.Name switch { "standard-webhooks" => $"\"kilos\":{numbers.Length * 2_000}", "json" => $"\"hours\":{numbers.Length * 1_000}", _ => "" };
        return $$$"""{"submissions":{{{{(counts ? $"\"{parts[0]}\":{numbers.Length}" : "")}}}},"money":[{{{money}}}],"amounts":{{{{amounts}}}}}""";
    }

    /// <summary>Fails where an inlet shows another sum, or a trial.</summary>
    public void Check(JsonElement shown)
    {
        var trials = shown.GetProperty("trials").GetRawText();
        if (IsOpen)
        {
            // Whatever came, no sum is below nought.
            var money = shown.GetProperty("counted").GetProperty("money").EnumerateArray().Concat(shown.GetProperty("trials").GetProperty("money").EnumerateArray());
            Assert.All(money, sum => Assert.InRange(sum.GetProperty("minor").GetInt64(), 0, long.MaxValue));
            return;
        }

        Assert.Equal($"{Site.Name} {Expected()}", $"{Site.Name} {shown.GetProperty("counted").GetRawText()}{(trials == """{"submissions":{},"money":[],"amounts":{}}""" ? "" : $" and trials {trials}")}{(shown.GetProperty("keyMissing").GetBoolean() ? " without its key" : "")}");
    }

    private (string Name, string Value)[] Keys(string? secret, byte[] body, int number, DateTimeOffset now) =>
        Bearer is { } token ? [("Authorization", "Bearer " + token)] : Site.Sign(secret ?? Secret!, body, number, now);
}
