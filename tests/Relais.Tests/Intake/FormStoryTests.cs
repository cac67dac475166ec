using System.Text;
using Azure;
using static Relais.Tests.Intake.Stranger;

namespace Relais.Tests.Intake;

/// <summary>A form of HTML on somebody's own page: what its browser sees, what a script reads, and how much one network may send.</summary>
public sealed class FormStoryTests(Azurite azurite) : CampaignStory(azurite)
{
    private const string Plain = """{"provider":"form","name":"Our page"}""";

    private Stranger? stranger;

    private Stranger Somebody => stranger ??= new Stranger(App);

    private protected override IReadOnlyDictionary<string, string?>? Settings => new Dictionary<string, string?> { ["Intake:FormsAtOnce"] = "12", ["Intake:StrangersAtOnce"] = "3" };

    [SkippableFact]
    public async Task A_browser_is_led_on_a_script_reads_what_came_of_it_and_a_robot_learns_nothing()
    {
        var path = await InletAsync(App, Plain);
        var led = await Somebody.PostAsync(path, "email=ada%40example.org&website=", Form, Browser);
        var robot = await Somebody.PostAsync(path, "email=bob%40example.org&website=http%3A%2F%2Fspam.example", Form, Browser);
        var script = await Somebody.PostAsync(path, "email=cyd%40example.org", Form, ("Accept", "*/*"), ("Origin", "https://www.example.org"));
        var trapped = await Somebody.PostAsync(path, "email=dan%40example.org&website=1", Form, ("Accept", "application/json"));

        Assert.Equal((303, $"{path}/thanks", "*"), (led.Status, led.Location, led.Origin));
        Assert.Equal((led.Status, led.Location, led.Origin, led.Text), (robot.Status, robot.Location, robot.Origin, robot.Text));
        Assert.Equal((200, null, "*"), (script.Status, script.Location, script.Origin));
        Assert.Equal((200, null, "*", script.Text), (trapped.Status, trapped.Location, trapped.Origin, trapped.Text));
        Assert.Equal("""{"submissions":{"sign-up":2},"money":[],"amounts":{}}""", (await ShowAsync(App, path)).At("counted").GetRawText());

        var thanks = await Somebody.SendAsync("GET", led.Location!, [], Browser, ("Accept-Language", "fr-FR,fr;q=0.9"));
        Assert.Equal((200, "text/html", "fr"), (thanks.Status, thanks.Type, thanks.Language));
        Assert.Contains("<h1>Merci</h1><p>Ce que vous avez saisi est bien arrivé.</p>", thanks.Text, StringComparison.Ordinal);
        Assert.Contains("<h1>Thank you</h1>", (await Somebody.SendAsync("GET", led.Location!, [], Browser)).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Whoever_has_a_page_for_thanks_leads_on_to_it_and_nobody_else_is_ever_led_anywhere()
    {
        var path = await InletAsync(App, """{"provider":"form","name":"Our page","redirect":"https://example.org/merci?a=1"}""");
        Assert.Equal("https://example.org/merci?a=1", (await ShowAsync(App, path)).Read("redirect"));
        Assert.Equal((303, "https://example.org/merci?a=1"), await Somebody.PostAsync(path, "email=ada%40example.org", Form, Browser) is var led ? (led.Status, led.Location) : default);

        var json = await InletAsync(App, """{"provider":"json","name":"A program"}""");
        var told = await Somebody.PostAsync(json, """{"email":"ada@example.org"}""", "application/json", Browser);
        Assert.Equal((200, null, null), (told.Status, told.Location, told.Origin));
        Assert.Equal((400, "application/problem+json"), await Somebody.PostAsync(json, "{", "application/json", Browser) is var wrong ? (wrong.Status, wrong.Type) : default);
        Assert.Equal(404, (await Somebody.SendAsync("GET", json + "/thanks", [], Browser)).Status);
    }

    [SkippableFact]
    public async Task What_goes_wrong_is_a_page_to_people_in_their_language_and_a_problem_to_programs()
    {
        var path = await InletAsync(App, Plain);
        var known = await InletAsync(App, """{"provider":"form","name":"With a token","bearer":"0123456789abcdef"}""");
        await ExpectAsync(400, Ask(path, "amount=lots&currency=EUR"), "Something in it could not be read.", "Quelque chose n'a pas pu être lu.");
        await ExpectAsync(401, Ask(known, "email=ada%40example.org"), "takes nothing from where you sent it", "n'accepte rien de l'endroit");
        await ExpectAsync(404, Ask(path[..^32] + new string('0', 32), "email=ada%40example.org"), "leads nowhere any more", "ne mène plus nulle part", origin: null);
        await ExpectAsync(413, Ask(path, new string('a', (256 * 1024) + 1)), "It was too long.", "C'était trop long.");
        await ExpectAsync(415, Ask(path, "email=ada%40example.org", ("Content-Encoding", "gzip")), "not understood here", "pas comprise ici");
    }

    [SkippableFact]
    public async Task While_storage_is_away_people_are_asked_to_send_it_again()
    {
        var path = await InletAsync(App, Plain);
        (await ShowAsync(App, path)).Expect(200);
        await Somebody.PostAsync(path, "email=ada%40example.org");
        App.Storage.Before = request => request.Method.ToString() == "POST" ? throw new RequestFailedException(500, "away") : Task.CompletedTask;
        await ExpectAsync(503, Ask(path, "email=bob%40example.org"), "Send it again in a minute.", "Renvoyez-le dans une minute.", retry: "60");
        App.Storage.Before = _ => Task.CompletedTask;
        Assert.Equal(200, (await Somebody.PostAsync(path, "email=bob%40example.org")).Status);
    }

    [SkippableFact]
    public async Task One_network_fills_in_one_form_only_so_often_and_another_form_is_another_matter()
    {
        var (path, other) = (await InletAsync(App, Plain), await InletAsync(App, Plain));
        for (var n = 0; n < 12; n++)
        {
            Assert.Equal(200, (await Somebody.PostAsync(path, $"email=a{n}%40example.org")).Status);
        }

        var before = App.Storage.Count;
        await ExpectAsync(429, Ask(path, "email=late%40example.org"), "This was asked for very often from your network.", "Cela a été demandé très souvent depuis votre réseau.", retry: "5");
        Assert.Equal(before, App.Storage.Count);
        Assert.Equal(200, (await Somebody.PostAsync(other, "email=late%40example.org")).Status);
        Assert.Equal(12, (await ShowAsync(App, path)).Number("counted", "submissions", "sign-up"));
    }

    [SkippableFact]
    public async Task Whoever_is_wrong_too_often_costs_nothing_any_more_and_who_is_right_does_not_suffer()
    {
        const string Token = "0123456789abcdef";
        var draft = $$"""{"provider":"json","name":"A program","bearer":"{{Token}}"}""";
        var (path, other) = (await InletAsync(App, draft), await InletAsync(App, draft));
        for (var n = 0; n < 3; n++)
        {
            Assert.Equal(401, (await Somebody.PostAsync(path, "{}", "application/json", ("Authorization", "Bearer another0another0"))).Status);
        }

        var before = App.Storage.Count;
        var barred = await Somebody.PostAsync(path, "{}", "application/json", ("Authorization", "Bearer another0another0"));
        Assert.Equal((429, "6", "application/problem+json"), (barred.Status, barred.RetryAfter, barred.Type));
        Assert.Equal(before, App.Storage.Count);
        foreach (var one in new[] { path, other })
        {
            Assert.Equal(200, (await Somebody.PostAsync(one, """{"email":"ada@example.org"}""", "application/json", ("Authorization", $"Bearer {Token}"))).Status);
        }

        Assert.Equal(3, (await ShowAsync(App, path)).At("refused").EnumerateArray().Single().GetProperty("calls").GetInt32());
    }

    [SkippableFact]
    public async Task A_form_vouches_for_no_money_and_what_everybody_would_be_told_needs_a_key()
    {
        var mapped = await InletAsync(App, """{"provider":"form","name":"Ours","map":{"kind":"what","amount":"sum","currency":"=EUR"}}""");
        Assert.Contains("was refused: donation by form.", (await Somebody.PostAsync(mapped, "what=donation&sum=5000")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await Somebody.PostAsync(mapped, "what=pledge&sum=50")).Status);
        Assert.Contains("was refused: announcement without key.", (await Somebody.PostAsync(mapped, "what=announcement&sum=1")).Text, StringComparison.Ordinal);

        var open = await InletAsync(App, """{"provider":"json","name":"Open"}""");
        Assert.Contains("was refused: announcement without key.", (await Somebody.PostAsync(open, """{"kind":"announcement","title":"All is well"}""", "application/json")).Text, StringComparison.Ordinal);
        var known = await InletAsync(App, """{"provider":"json","name":"Known","bearer":"0123456789abcdef","kind":"announcement"}""");
        Assert.Equal(200, (await Somebody.PostAsync(known, """{"title":"All is well"}""", "application/json", ("Authorization", "Bearer 0123456789abcdef"))).Status);

        Assert.Equal("""{"submissions":{"pledge":1},"money":[{"kind":"pledge","currency":"EUR","minor":5000}],"amounts":{}}""", (await ShowAsync(App, mapped)).At("counted").GetRawText());
        Assert.Equal("{}", (await ShowAsync(App, open)).At("counted", "submissions").GetRawText());
    }

    private Func<(string, string)[], Task<Heard>> Ask(string path, string body, params (string Name, string Value)[] headers) => more => Somebody.SendAsync("POST", path, Encoding.UTF8.GetBytes(body), [("Content-Type", Form), .. headers, .. more]);

    private static async Task ExpectAsync(int status, Func<(string, string)[], Task<Heard>> ask, string english, string french, string? origin = "*", string? retry = null)
    {
        var said = await ask([Browser]);
        Assert.Equal((status, "text/html", "en", origin, retry), (said.Status, said.Type, said.Language, said.Origin, said.RetryAfter));
        Assert.Contains(english, said.Text, StringComparison.Ordinal);
        Assert.Contains(french, System.Net.WebUtility.HtmlDecode((await ask([Browser, ("Accept-Language", "fr")])).Text), StringComparison.Ordinal);

        var told = await ask([("Accept", "application/json")]);
        Assert.Equal((status, "application/problem+json", origin, retry), (told.Status, told.Type, told.Origin, told.RetryAfter));
    }
}
