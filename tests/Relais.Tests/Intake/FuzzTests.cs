using System.Globalization;
using Microsoft.Extensions.Logging;
using Relais.Intake;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Intake.Fuzzing;
using Relais.Tests.Story;
using Xunit.Abstractions;

namespace Relais.Tests.Intake;

/// <summary>
/// Strangers who forge, bend, cut and blow up calls over real sockets, among the genuine ones: nothing is our failure, nothing forged counts, and memory does not grow.
/// `RELAIS_TORTURE=long` sends 100,000; `RELAIS_FUZZ=SEED:COUNT` chooses both. What a request is follows from seed and number alone.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class FuzzTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>
{
    private const int AtOnce = 4;
    private const int Stages = 10;
    private const long MostGrowthBytes = 16 * 1024 * 1024;

    // The clock moves on after so many, so that no minute holds more of one inlet's than a person could mistype.
    private const int BetweenTicks = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    private static readonly (int Seed, int Count) Run = Environment.GetEnvironmentVariable("RELAIS_FUZZ")?.Split(':') is [var seed, var count]
        ? (int.Parse(seed, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture))
        : (20261128, Environment.GetEnvironmentVariable("RELAIS_TORTURE") == "long" ? 100_000 : 2_000);

    private readonly SortedDictionary<string, int> answers = new(StringComparer.Ordinal);
    private int genuine;

    [SkippableFact]
    public async Task Whatever_is_sent_is_no_failure_of_ours_and_only_what_a_site_vouches_for_counts()
    {
        azurite.SkipUnlessRunning();
        var begun = TimeProvider.System.GetTimestamp();
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Intake:FormsAtOnce"] = "1000000", ["Intake:StrangersAtOnce"] = "1000000" }, prepare: builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        app.Storage.RemembersRequests = false;
        await app.CampaignAsync();
        var inlets = await CreateInletsAsync(app);
        var senders = new System.Collections.Concurrent.ConcurrentBag<RawSender>();
        var before = 0L;
        for (var stage = 0; stage < Stages; stage++)
        {
            for (var first = stage * Run.Count / Stages; first < (stage + 1) * Run.Count / Stages; first += BetweenTicks)
            {
                app.SetClock(app.Now + Tick);
                var numbers = Enumerable.Range(first, Math.Min(BetweenTicks, ((stage + 1) * Run.Count / Stages) - first));
                await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
                {
                    var sender = senders.TryTake(out var idle) ? idle : new RawSender(app.Address);
                    await TryAsync(sender, inlets, number, app.Now);
                    senders.Add(sender);
                });
            }

            await CheckAsync(app, inlets);
            var now = GC.GetTotalMemory(forceFullCollection: true);
            before = stage == 0 ? now : before;
            output.WriteLine($"{(stage + 1) * Run.Count / Stages} sent, {now / 1024:N0} KiB held after a collection");
            Assert.InRange(now, 0, before + MostGrowthBytes);
        }

        senders.ToList().ForEach(sender => sender.Dispose());
        output.WriteLine($"seed {Run.Seed}: {genuine} genuine calls counted; {string.Join(", ", answers.Select(answer => $"{answer.Value} × {answer.Key}"))}; {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F0} s");
        Assert.True(genuine > Run.Count / 10 && answers.ContainsKey("401") && answers.ContainsKey("400") && answers.ContainsKey("413"), "Too little was tried.");
    }

    private static async Task<IReadOnlyList<FuzzedInlet>> CreateInletsAsync(RelaisApp app)
    {
        var (inlets, random) = (new List<FuzzedInlet>(), new Random(Run.Seed));
        foreach (var (site, isOpen) in Corpus.All.SelectMany(site => new[] { (site, false), (site, true) }))
        {
            inlets.Add(await FuzzedInlet.CreateAsync(app, site, random, isOpen));
        }

        return inlets;
    }

    private async Task TryAsync(RawSender sender, IReadOnlyList<FuzzedInlet> inlets, int number, DateTimeOffset now)
    {
        var random = new Random(unchecked((Run.Seed * 1_000_003) + number));
        var inlet = inlets[random.Next(inlets.Count)];
        var guarded = inlets.Where(one => !one.IsOpen && one != inlet).ToArray();
        var bending = new Bending(random, inlet, guarded[random.Next(guarded.Length)], number, now);
        if (inlet.IsOpen)
        {
            await SendAsync(sender, bending.Bend(), number);
            return;
        }

        var fate = random.Next(20);
        if (fate is 0)
        {
            await SendAsync(sender, bending.Ask(), number);
        }
        else if (fate is 1 or 2 or 3)
        {
            await SendAsync(sender, bending.Dress(), number);
        }
        else if (fate > 4)
        {
            var forged = bending.Forge();
            var answer = await SendAsync(sender, forged, number);
            Assert.True(answer is null or { Status: >= 400 }, Say($"taken with {answer?.Status}", number, forged));
        }

        // Whatever came before, the site's own call is taken, and counts once: a forged one with the same name must have left nothing.
        if (fate < 6)
        {
            for (var times = random.Next(1, 3); times > 0; times--)
            {
                var call = inlet.Call(number, now) with { Framing = random.Next(4) == 0 ? Framing.Chunked : Framing.Length };
                var answer = await SendAsync(sender, call, number);
                Assert.True(answer is { Status: 200 }, Say($"answered {answer?.Status} {answer?.Text}", number, call));
            }

            inlet.Note(number);
            Interlocked.Increment(ref genuine);
        }
    }

    private async Task<RawAnswer?> SendAsync(RawSender sender, RawCall call, int number)
    {
        RawAnswer? answer;
        try
        {
            answer = await sender.SendAsync(call);
        }
        catch (Exception fault) when (fault is OperationCanceledException or FormatException or ArgumentOutOfRangeException)
        {
            throw new InvalidOperationException(Say("answered by nothing that can be read", number, call), fault);
        }

        Assert.True(answer is not null || call.MayBeCut, Say("closed without an answer", number, call));
        Assert.True(answer is null or { Status: < 500 }, Say($"answered {answer?.Status} {answer?.Text}", number, call));
        lock (answers)
        {
            var key = answer?.Status.ToString(CultureInfo.InvariantCulture) ?? "none";
            answers[key] = answers.GetValueOrDefault(key) + 1;
        }

        return answer;
    }

    private static async Task CheckAsync(RelaisApp app, IReadOnlyList<FuzzedInlet> inlets)
    {
        var shown = (await app.GetAsync("/api/campaigns/climat/inlets")).Expect(200).At("inlets").EnumerateArray().ToDictionary(one => one.GetProperty("id").GetString()!);
        Assert.Equal(inlets.Count, shown.Count);
        foreach (var inlet in inlets)
        {
            inlet.Check(shown[inlet.Id]);

            // What is shown is what the rows say, also where anything could be pushed.
            var rows = 0;
            await foreach (var row in app.Get<StorageAccount>().Table(SubmissionStore.TableName).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {inlet.Id}"), select: ["Standing"]))
            {
                rows += row.GetString("Standing") == nameof(SubmissionStanding.Counts) ? 1 : 0;
            }

            var sums = new[] { "counted", "trials" }.Sum(name => shown[inlet.Id].GetProperty(name).GetProperty("submissions").EnumerateObject().Sum(kind => kind.Value.GetInt32()));
            Assert.Equal($"{inlet.Site.Name}: {rows}", $"{inlet.Site.Name}: {sums}");
        }
    }

    private static string Say(string what, int number, RawCall call) => $"Request {number} of seed {Run.Seed} was {what}:\n{call}";
}

/// <summary>Tests that measure what this process holds, with no other beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
