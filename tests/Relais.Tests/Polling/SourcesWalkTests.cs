using System.Globalization;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>The walk through following sources, as its page has it: every line is run, and every answer is the one that the page shows.</summary>
public sealed class SourcesWalkTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    // As the page tells its reader at the beginning.
    private static readonly Dictionary<string, string?> Settings = FakeX.Settings(5);

    [SkippableFact]
    public async Task Every_line_of_the_page_answers_as_the_page_shows()
    {
        PaperWalk.SkipWithoutCurl();
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        var instance = new MastodonInstance(app.Outside, () => app.Now, "mastodon.social");
        instance.Publish(30, Morning.AddMinutes(1), Morning.AddHours(3), "repaircafe");
        for (var minute = 3; minute < 180; minute += 9)
        {
            x.Publish(Morning.AddMinutes(minute), "RepairCafe");
        }

        var otherwise = await PaperWalk.Read("docs/sources.md").RunAsync(app, HappensAsync);

        Assert.True(otherwise.Count == 0, string.Join("\n\n", otherwise));

        async Task HappensAsync(string what)
        {
            foreach (var one in what.Split("; "))
            {
                if (one.StartsWith("it is ", StringComparison.Ordinal))
                {
                    await app.StepUntilAsync(DateTimeOffset.Parse(one["it is ".Length..], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), minutes: 10);
                    continue;
                }

                x.Instead = one switch
                {
                    "X has no credit left" => (402, """{"title":"CreditsDepleted","type":"https://api.twitter.com/2/problems/credits"}""", []),
                    "X has credit again" => null,
                    _ => throw new InvalidOperationException($"Nobody knows how to let happen: {one}"),
                };
            }
        }
    }
}
