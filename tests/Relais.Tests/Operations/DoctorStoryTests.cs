using Azure;
using Relais.Alerts;
using Relais.Storage;
using Relais.Tests.Story;

namespace Relais.Tests.Operations;

/// <summary>The doctor asked by an admin of a whole app in which one thing is broken: settings, storage, queues, timers, keys.</summary>
public sealed class DoctorStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task Where_all_is_well_it_says_what_it_looked_at_and_what_that_costs_does_not_grow_with_people()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings);
        await app.CampaignAsync();
        await app.SubscribersAsync("climat", 30);
        await app.StepAsync(Morning.AddMinutes(5));

        Answer? answer = null;
        await app.ExamineAsync();
        var requests = await app.Storage.CountAsync(async () => answer = await app.ExamineAsync());

        Assert.Equal("0 0 0", $"{answer!.Number("errors")} {answer.Number("warnings")} {answer.Number("notes")}");
        Assert.Empty(answer.At("findings").EnumerateArray());
        Assert.Equal(
            "settings, keys, storage, mail, telegram, access, queues, timers, sources, budgets, deliveries, inlets",
            string.Join(", ", answer.At("lookedAt").EnumerateArray().Select(look => look.GetProperty("about").GetString())));
        Assert.Empty(answer.At("notLookedAt").EnumerateArray());
        Assert.Equal(RequestsOfOneLook, requests);
    }

    // Storage 2, keys 1, eight queues and what was put aside from them 16, timers 3, sources 1, budgets 4, deliveries 5, inlets 2; docs/operations.md says so.
    private const int RequestsOfOneLook = 34;

    [SkippableFact]
    public async Task It_answers_to_keys_of_scope_admin_alone()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var key = (await app.PostAsync("/api/keys", """{"name":"Ben","scope":"write"}""")).Expect(201).Read("key");

        Assert.Equal("authorization: must be a key of scope admin.", (await app.GetAsync("/api/doctor", key)).Expect(403).Detail);
        Assert.Equal(401, (await app.SendContentAsync(HttpMethod.Get, "/api/doctor", null, "")).Status);
    }

    [SkippableFact]
    public async Task Settings_that_nobody_reads_or_that_are_fit_for_ones_own_machine_only_are_told()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["Smtp:Hostt"] = "mail.example.org",
            ["Http:AllowLoopback"] = "true",
            ["Secrets:Keys"] = "TmV3ZXI6IHRoaXMga2V5IG9wZW5zIG5vdGhpbmcgISE=," + RelaisApp.Keys,
            ["AzureWebJobs.TakeSnapshots.Disabled"] = "1",
            ["AzureWebJobs.TakeSnapshot.Disabled"] = "1",
        });

        Assert.Equal(
            [
                "warning public-address-local: Every link in a message leads to the machine of whoever reads it, because the public address is this machine's own. Set Relais:PublicUrl to the https address under which people reach Relais.",
                "warning loopback-allowed: Webhooks and sources on this machine may be called, also over http (Http:AllowLoopback). Take the setting away before strangers may subscribe; while the app listens on this machine only, nothing need be done.",
                "warning setting-unknown: Nobody reads the setting Smtp:Hostt; Smtp:Host is the nearest that somebody does. Spell it as docs/configuration.md does, or take it away.",
                "warning function-off: Switched off: TakeSnapshots. Take the setting AzureWebJobs.….Disabled away where it has done its work.",
                "warning function-unknown: A setting switches off TakeSnapshot, and no function is named so. Name the function as docs/architecture.md does, or take the setting away.",
                "note keys-older: 1 older key on the ring: whoever has one can still read what it closed. Once the log of TurnKeys has said nothing for a night, take older ones off as docs/operations.md, Turning keys, tells.",
            ],
            await app.FindingsAsync());
    }

    [SkippableFact]
    public async Task Storage_that_refuses_is_told_with_the_role_to_give_and_what_needs_it_is_not_looked_at()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings);
        await app.ExamineAsync();
        app.Storage.Before = _ => throw new RequestFailedException(403, "This request is not authorized.", "AuthorizationPermissionMismatch", null);

        var answer = await app.ExamineAsync();

        Assert.Equal(
            [
                "error storage-refused: Tables refuse us (403 AuthorizationPermissionMismatch). Give the app's identity the role Storage Table Data Contributor on the storage account; it counts some minutes later.",
                "error storage-refused: Queues refuse us (403 AuthorizationPermissionMismatch). Give the app's identity the role Storage Queue Data Contributor on the storage account; it counts some minutes later.",
            ],
            await app.FindingsAsync());
        Assert.Equal("access, queues, timers, sources, budgets, deliveries, inlets", string.Join(", ", answer.At("notLookedAt").EnumerateArray().Select(look => look.GetProperty("about").GetString())));
    }

    [SkippableFact]
    public async Task Somebody_in_storages_place_who_knows_nothing_is_not_taken_for_storage_that_is_empty()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings);
        await app.ExamineAsync();
        app.Storage.Before = _ => throw new RequestFailedException(404, "Not found.");

        Assert.Equal(["storage-silent", "storage-silent"], (await app.FindingsAsync()).Select(line => line.Split(' ', ':')[1]));
    }

    [SkippableFact]
    public async Task Storage_that_fails_halfway_through_is_told_and_the_rest_is_looked_at_all_the_same()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings);
        await app.ExamineAsync();
        app.Storage.Before = request => request.Uri.Path.EndsWith("snapshots()", StringComparison.Ordinal) ? throw new RequestFailedException(503, "Server is busy.") : Task.CompletedTask;

        Assert.Equal(
            ["error check-cut: Storage failed while this was looked at: whether live campaigns have snapshots of the last 15 minutes, and whether alerts wait to be said. Look once more; where it comes again, look at the storage account's own health and metrics."],
            await app.FindingsAsync());
    }

    [SkippableFact]
    public async Task A_fault_of_ours_in_one_look_is_told_and_logged_and_hides_nothing()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings);
        app.MayLogErrors = true;
        await app.ExamineAsync();
        app.Storage.Before = request => request.Uri.Path.EndsWith("brakes()", StringComparison.Ordinal) ? throw new NotSupportedException("Nobody foresaw this.") : Task.CompletedTask;

        Assert.StartsWith("error check-failed: Relais itself failed to look at this: halts, destinations left alone", Assert.Single(await app.FindingsAsync()), StringComparison.Ordinal);
        Assert.StartsWith("Looking at deliveries failed.", Assert.Single(app.Log.Errors), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Messages_that_nobody_takes_and_those_that_were_put_aside_are_counted()
    {
        // Storage stamps messages with its own time.
        await using var app = await RelaisApp.StartAsync(azurite, TimeProvider.System.GetUtcNow().AddHours(1), DoctorStory.Settings);
        var (queue, aside) = (app.Get<StorageAccount>().Queue("measure-momentum"), app.Get<StorageAccount>().Queue("fan-out-alert-poison"));
        await aside.CreateIfNotExistsAsync();
        var first = (await queue.SendMessageAsync("{}")).Value.InsertionTime;
        await queue.SendMessageAsync("{}");
        var put = (await aside.SendMessageAsync("{}")).Value.InsertionTime;

        Assert.Equal(
            [
                $"warning queue-waits: 2 messages wait for MeasureMomentum, the oldest since {first:yyyy-MM-dd HH:mm} UTC. Look whether the app runs, whether MeasureMomentum is switched off, and what the log says of it.",
                $"warning queue-aside: 1 message of FanOutAlert was put aside, the oldest of {put:yyyy-MM-dd HH:mm} UTC. Mend what the log says of it, then have them sent again or taken away: docs/operations.md, Poison queues.",
            ],
            await app.FindingsAsync());
    }

    [SkippableFact]
    public async Task What_timers_have_not_done_is_told()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings);
        await app.CampaignAsync();
        await app.Get<OpenAlerts>().OpenAsync(new FanOutDue("climat", "a1", 1), Morning, default);
        app.SetClock(Morning.AddMinutes(16));

        Assert.Equal(
            [
                "error snapshots-old: 1 live campaign has no snapshot of the last 15 minutes: climat. Look whether the app runs, whether TakeSnapshots is switched off, and what the log says of it.",
                "error alerts-unsaid: 1 alert should have been said and was not, the oldest since 2026-03-02 08:00 UTC. Look whether ResumeAlerts, GroupAlerts and FanOutAlert are switched off, and what the log says of them; it is made up for by itself once they run.",
            ],
            await app.FindingsAsync());
    }

    [SkippableFact]
    public async Task A_key_that_ends_soon_is_told()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings);
        (await app.PostAsync("/api/keys", """{"name":"Ada","scope":"write","expiresAt":"2026-03-12T08:00:00Z"}""")).Expect(201);

        Assert.Equal(
            ["warning access-ends: 1 key will expire within 14 days, the first on 2026-03-12 08:00 UTC. GET /api/keys says whose; give new ones in time: POST /api/keys."],
            await app.FindingsAsync());
    }
}
