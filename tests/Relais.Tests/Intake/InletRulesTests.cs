using Relais.Http;
using Relais.Intake;
using Relais.Intake.Providers;
using Relais.Tests.Intake.Providers;

namespace Relais.Tests.Intake;

/// <summary>What of an inlet's choices cannot be meant together is refused with the field's name.</summary>
public sealed class InletRulesTests
{
    private static readonly IProvider[] All = [new FormProvider(), new JsonProvider(), new CsvProvider(), new StripeProvider(), new GitHubProvider()];

    [Theory]
    [InlineData("form", "", "")]
    [InlineData("form", "kind=donation", "kind: must not be donation: a form of HTML cannot vouch for money; what is promised is a pledge.")]
    [InlineData("form", "map=donation", "map.kind: must not be donation: a form of HTML cannot vouch for money; what is promised is a pledge.")]
    [InlineData("form", "kind=pledge", "")]
    [InlineData("form", "kind=announcement", "kind: must not be announcement where neither secret nor bearer is given: everybody is told of it, and whoever has the address could send one.")]
    [InlineData("json", "kind=announcement", "kind: must not be announcement where neither secret nor bearer is given: everybody is told of it, and whoever has the address could send one.")]
    [InlineData("json", "map=announcement", "map.kind: must not be announcement where neither secret nor bearer is given: everybody is told of it, and whoever has the address could send one.")]
    [InlineData("json", "kind=announcement bearer=0123456789abcdef", "")]
    [InlineData("json", "kind=announcement secret=whsec_AAECAwQFBgcICQoLDA0ODw==", "")]
    [InlineData("json", "kind=donation", "")]
    [InlineData("csv", "secret=0123456789abcdef", "secret: must be left out: this provider does not sign; use bearer where it can send a header.")]
    [InlineData("form", "redirect=https://example.org/merci", "")]
    [InlineData("form", "redirect=http://example.org/merci", "redirect: must begin with https://.")]
    [InlineData("form", "redirect=javascript:alert(1)", "redirect: must begin with https://.")]
    [InlineData("json", "redirect=https://example.org/merci", "redirect: must be left out: only forms of HTML lead people on.")]
    [InlineData("stripe", "signature=slack", "signature: must be left out: how stripe signs is known.")]
    [InlineData("json", "signature=md5 secret=x", "signature: must be one of: event-grid, github, slack, standard-webhooks, twilio, websub, x.")]
    [InlineData("json", "signature=slack", "secret: must be given where a signature is chosen: it is what the site signs with.")]
    [InlineData("json", "signature=slack secret=8f742231b10e8888abcd99yyyzzz85a5", "")]
    [InlineData("json", "signature=slack secret=xoxb-0123456789abcdef", "secret: must be the signing secret of the app, not a token.")]
    [InlineData("json", "signature=twilio secret=AC0123456789abcdef", "secret: must be the auth token of the account, not the name of an account or a key.")]
    [InlineData("json", "signature=x secret=consumer-secret-1", "")]
    [InlineData("json", "signature=github secret=short", "secret: must not be shorter than 16 characters.")]
    [InlineData("json", "secret=consumer-secret-1", "secret: must hold 16 to 64 bytes in base64.")]
    [InlineData("json", "signature=event-grid", "")]
    [InlineData("json", "signature=event-grid secret=0123456789abcdef", "secret: must be left out: this provider does not sign; use bearer where it can send a header.")]
    [InlineData("json", "signature=websub secret=0123456789abcdef", "topic: must be given for websub: the address of the feed, as the feed itself says it.")]
    [InlineData("json", "signature=websub secret=0123456789abcdef topic=https://feeds.example.org/a.atom", "")]
    [InlineData("json", "signature=websub secret=0123456789abcdef topic=feed", "topic: must begin with https://.")]
    [InlineData("json", "topic=https://feeds.example.org/a.atom", "topic: must be left out: only websub has one.")]
    public void Choices(string provider, string choices, string faults)
    {
        string? Of(string name) => choices.Split(' ').Select(choice => choice.Split('=', 2)).FirstOrDefault(choice => choice[0] == name)?[1];
        SubmissionKind? kind = Of("kind") switch { "donation" => SubmissionKind.Donation, "announcement" => SubmissionKind.Announcement, "pledge" => SubmissionKind.Pledge, _ => null };
        var map = Of("map") is { } always ? new Dictionary<string, string> { ["kind"] = "=" + always } : null;
        var errors = new FieldErrors();
        new InletDraft(provider, "Ours", Of("secret"), Of("bearer"), map, kind, Signature: Of("signature"), Topic: Of("topic"), Redirect: Of("redirect")).Check(errors, All, allowLoopback: false);

        Assert.Equal(faults, errors.Any ? errors.ToProblem().ProblemDetails.Detail : "");
    }

    [Theory]
    [InlineData("https://example.org/merci?a=1", "https://example.org/merci?a=1")]
    [InlineData("https://example.org:8443", "https://example.org:8443/")]
    [InlineData("https://ex\u00E4mple.org/merci\u00E9?\u00FC=1", "https://xn--exmple-cua.org/merci%C3%A9?%C3%BC=1")]
    public void An_address_to_lead_on_to_fits_a_header(string url, string kept) => Assert.Equal(kept, InletRules.InAscii(url));

    [Theory]
    [InlineData("github", "text=go", "announcement without key")]
    [InlineData("form", "what=donation", "donation by form")]
    [InlineData("form", "what=announcement", "announcement without key")]
    [InlineData("form", "what=rsvp", null)]
    public void What_a_call_says_of_itself_is_held_to_the_same(string provider, string body, string? why)
    {
        var reader = All.Single(one => one.Name == provider);
        var inlet = Heard.Inlet(provider, map: new Dictionary<string, string> { ["kind"] = "what", ["text"] = "what", ["quantity"] = "=1", ["unit"] = "=hours" });
        var call = provider == "github"
            ? Heard.Call("""{"action":"published","release":{"id":5,"tag_name":"v2"}}"""u8.ToArray(), headers: ("X-GitHub-Event", "release"))
            : Heard.Call(System.Text.Encoding.UTF8.GetBytes(body), Stranger.Form);

        Assert.Equal(why, InletDoor.Read(reader, inlet, call).Why);
        Assert.Equal(why == "announcement without key" ? null : why, InletDoor.Read(reader, inlet with { Bearer = "0123456789abcdef" }, call).Why);
    }
}
