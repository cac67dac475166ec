using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Relais.Http;
using Relais.Intake;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Intake;

/// <summary>What a site pushes, from its call to what an organiser sees, through the whole app.</summary>
public sealed class IntakeStoryTests(Azurite azurite) : CampaignStory(azurite)
{
    private readonly WebhookSecret secret = WebhookSecret.Create();
    private int pushed;

    private protected override IReadOnlyDictionary<string, string?>? Settings => new Dictionary<string, string?> { ["Intake:StrangersAtOnce"] = "1000" };

    [SkippableFact]
    public async Task A_donation_is_kept_once_however_often_it_is_told_and_nobody_else_can_tell_it()
    {
        var path = await InletAsync();
        var body = Donation("d_1", 2_000);
        (await PushAsync(path, body)).Expect(200);
        (await PushAsync(path, body)).Expect(200);
        (await PushAsync(path, body.Replace("20.00", "90.00", StringComparison.Ordinal), signed: body)).Expect(401);
        (await App.SendContentAsync(HttpMethod.Post, path, new StringContent(body), "")).Expect(401);
        (await PushAsync(path, Donation("d_2", 500))).Expect(200);

        var shown = await ShowAsync(path);
        Assert.Equal("""{"submissions":{"donation":2},"money":[{"kind":"donation","currency":"EUR","minor":2500}],"amounts":{}}""", shown.At("counted").GetRawText());
        Assert.Equal(["no signature 1", "wrong signature 1"], shown.At("refused").EnumerateArray().Select(one => $"{one.GetProperty("why").GetString()} {one.GetProperty("calls").GetInt32()}").Order(StringComparer.Ordinal));

        // Who gave is closed, and in no log.
        Assert.DoesNotContain(await RowsAsync(), row => row.Contains("ada@example.org", StringComparison.Ordinal) || row.Contains("d_1", StringComparison.Ordinal) || row.Contains(secret.Reveal(), StringComparison.Ordinal));
        Assert.DoesNotContain(App.Log.Lines, line => line.Contains("ada@", StringComparison.Ordinal) || line.Contains(secret.Reveal(), StringComparison.Ordinal));

        await App.StepAsync(App.Now.AddMinutes(1));
        await App.StepAsync(App.Now.AddDays(9));
        Assert.Equal(0, (await ShowAsync(path)).At("refused").GetArrayLength());
    }

    [SkippableFact]
    public async Task While_a_secret_is_replaced_both_are_taken_and_afterwards_the_new_one_alone()
    {
        var path = await InletAsync();
        var next = WebhookSecret.Create();
        (await App.PostAsync("/api/campaigns/climat/inlets/" + path.Split('/')[^1] + "/secrets", $$"""{"secret":"{{next.Reveal()}}","overlapHours":2}""")).Expect(200);
        App.SetClock(App.Now.AddMinutes(1));
        (await PushAsync(path, Donation("d_1", 100))).Expect(200);
        (await PushAsync(path, Donation("d_2", 100), with: next)).Expect(200);
        App.SetClock(App.Now.AddHours(2));
        (await PushAsync(path, Donation("d_3", 100))).Expect(401);
        (await PushAsync(path, Donation("d_3", 100), with: next)).Expect(200);

        (await App.SendAsync(HttpMethod.Delete, "/api/campaigns/climat/inlets/" + path.Split('/')[^1])).Expect(204);
        (await PushAsync(path, Donation("d_4", 100), with: next)).Expect(404);
    }

    [SkippableFact]
    public async Task Two_hundred_at_once_share_transactions_and_each_counts()
    {
        var path = await InletAsync();
        (await PushAsync(path, Donation("d_0", 1))).Expect(200);
        var before = App.Storage.Count;
        var answers = await Task.WhenAll(Enumerable.Range(1, 200).Select(n => PushAsync(path, Donation($"d_{n}", n))));
        Assert.All(answers, answer => answer.Expect(200));
        Assert.Equal(201, (await ShowAsync(path)).Number("counted", "submissions", "donation"));
        Assert.InRange(App.Storage.Count - before, 3, 150);
    }

    [SkippableFact]
    public async Task Wherever_the_power_fails_the_senders_next_try_counts_once()
    {
        var path = await InletAsync();
        var told = 0;
        for (var (n, wasCut) = (0, true); wasCut; n++)
        {
            // One that is new, and one that changes what is known.
            foreach (var body in new[] { Donation($"d_{n}", 100), Donation($"d_{n}", 70, minute: 1) })
            {
                App.MayLogErrors = true;
                App.Storage.CutAfter(n);
                var answer = await PushAsync(path, body);
                wasCut = App.Storage.WasCut;
                App.Storage.Restore();
                Assert.True(answer.Status == 200 || wasCut, answer.Text);
                (await PushAsync(path, body)).Expect(200);
            }

            told++;
        }

        Assert.True(told > 2);
        Assert.Equal((told, told * 70), ((await ShowAsync(path)).Number("counted", "submissions", "donation"), (await ShowAsync(path)).Number("counted", "money", "0", "minor")));
    }

    [SkippableFact]
    public async Task What_is_no_call_of_the_sites_is_refused_in_words_and_costs_little()
    {
        var path = await InletAsync();
        (await App.SendContentAsync(HttpMethod.Post, path[..^1] + "x", new StringContent("{}"), "")).Expect(404);
        (await App.SendContentAsync(HttpMethod.Post, "/in/nobody/" + path.Split('/')[^1], new StringContent("{}"), "")).Expect(404);
        (await App.SendContentAsync(HttpMethod.Get, path, null, "")).Expect(405);
        (await App.SendContentAsync(HttpMethod.Post, path, new ByteArrayContent(new byte[256 * 1024 + 1]), "")).Expect(413);
        var zipped = new StringContent("{}") { Headers = { ContentEncoding = { "gzip" } } };
        (await App.SendContentAsync(HttpMethod.Post, path, zipped, "")).Expect(415);
        Assert.Equal("body: was refused: no JSON.", (await PushAsync(path, "{")).Expect(400).Detail);
        Assert.Equal("body: was refused: absurd amount.", (await PushAsync(path, Donation("d_1", 99_999_999_999_999))).Expect(400).Detail);

        var before = App.Storage.Count;
        for (var n = 0; n < 100; n++)
        {
            (await App.SendContentAsync(HttpMethod.Post, path, new StringContent("{}"), "")).Expect(401);
        }

        Assert.InRange(App.Storage.Count - before, RefusalLog.EachUpTo, RefusalLog.EachUpTo + 5);
        Assert.Equal(64, (await ShowAsync(path)).At("refused").EnumerateArray().Single(one => one.GetProperty("why").GetString() == "no signature").GetProperty("calls").GetInt32());
    }

    [SkippableFact]
    public async Task What_X_has_signed_by_its_question_is_no_call_of_its_own()
    {
        var made = (await App.PostAsync("/api/campaigns/climat/inlets", """{"provider":"json","name":"X","signature":"x","secret":"consumer-secret-of-an-app","kind":"pledge"}""")).Expect(201);
        var path = new Uri(made.Read("url")).AbsolutePath;
        const string Body = "kind=announcement&title=March+cancelled&id=1";
        var signed = (await App.SendContentAsync(HttpMethod.Get, $"{path}?crc_token={Uri.EscapeDataString(Body)}", null, "")).Expect(200).Read("response_token");
        var form = new StringContent(Body, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded"));
        form.Headers.Add("X-Twitter-Webhooks-Signature-OAuth2", signed);
        Assert.Equal("body: was refused: no JSON.", (await App.SendContentAsync(HttpMethod.Post, path, form, "")).Expect(400).Detail);
        Assert.Equal("{}", (await ShowAsync(path)).At("counted", "submissions").GetRawText());
    }

    [SkippableFact]
    public async Task A_header_that_no_signature_covers_makes_one_call_no_other()
    {
        var path = await InletAsync();
        var body = """{"type":"submission.created","data":{"kind":"pledge","email":"ada@example.org"} }""";
        foreach (var other in new[] { "a", "b" })
        {
            var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
            content.Headers.Add("svix-id", "msg_1");
            content.Headers.Add("svix-timestamp", WebhookSignature.Timestamp(App.Now));
            content.Headers.Add("svix-signature", WebhookSignature.Sign("msg_1", App.Now, Encoding.UTF8.GetBytes(body), secret));
            content.Headers.Add("webhook-id", other);
            (await App.SendContentAsync(HttpMethod.Post, path, content, "")).Expect(200);
        }

        Assert.Equal(1, (await ShowAsync(path)).Number("counted", "submissions", "pledge"));
    }

    [SkippableTheory]
    [InlineData("""{}""", "provider: must be one of: ")]
    [InlineData("""{"provider":"standard-webhooks","name":"x","secret":"short"}""", "secret: must ")]
    [InlineData("""{"provider":"standard-webhooks","name":"x","bearer":"short"}""", "bearer: must ")]
    public async Task What_can_be_no_inlet_is_refused(string draft, string detail) =>
        Assert.Contains(detail, (await App.PostAsync("/api/campaigns/climat/inlets", draft)).Expect(400).Detail, StringComparison.Ordinal);

    private async Task<string> InletAsync()
    {
        var made = (await App.PostAsync("/api/campaigns/climat/inlets", $$"""{"provider":"standard-webhooks","name":"Our shop","secret":"{{secret.Reveal()}}"}""")).Expect(201);
        Assert.DoesNotContain(secret.Reveal(), made.Text, StringComparison.Ordinal);
        return new Uri(made.Read("url")).AbsolutePath;
    }

    private Task<Answer> ShowAsync(string path) => App.GetAsync("/api/campaigns/climat/inlets/" + path.Split('/')[^1]);

    private Task<Answer> PushAsync(string path, string body, string? signed = null, WebhookSecret? with = null)
    {
        var id = $"msg_{Interlocked.Increment(ref pushed)}";
        var content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        content.Headers.Add("webhook-id", id);
        content.Headers.Add("webhook-timestamp", WebhookSignature.Timestamp(App.Now));
        content.Headers.Add("webhook-signature", WebhookSignature.Sign(id, App.Now, Encoding.UTF8.GetBytes(signed ?? body), with ?? secret));
        return App.SendContentAsync(HttpMethod.Post, path, content, "");
    }

    private static string Donation(string id, long minor, int minute = 0) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":"submission.created","timestamp":"2026-03-02T07:{{minute:00}}:00Z","data":{"kind":"donation","id":"{{id}}","amount":{{minor / 100}}.{{minor % 100:00}},"currency":"EUR","email":"ada@example.org"} }""");

    private async Task<IReadOnlyList<string>> RowsAsync()
    {
        var rows = new List<string>();
        foreach (var table in new[] { InletStore.TableName, SubmissionStore.TableName })
        {
            await foreach (var row in App.Get<StorageAccount>().Table(table).QueryAsync<TableEntity>())
            {
                rows.Add(string.Join(" | ", row.Select(column => $"{column.Key}={column.Value}")));
            }
        }

        return rows;
    }
}
