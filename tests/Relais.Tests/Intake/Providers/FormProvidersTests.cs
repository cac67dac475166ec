using System.Text;
using Relais.Intake;
using Relais.Intake.Providers;

namespace Relais.Tests.Intake.Providers;

/// <summary>What forms tell: only the fields that the map names, or that the provider itself marks as an address, are kept.</summary>
public sealed class FormProvidersTests
{
    private const string Typeform = """
        {"event_id":"01J","event_type":"form_response","form_response":{"form_id":"abC123","token":"a3a1","submitted_at":"2026-01-01T00:00:00Z","hidden":{"campaign":"flood"},
        "variables":[{"key":"score","type":"number","number":4}],
        "answers":[{"type":"email","email":"ada@example.org","field":{"id":"F1","type":"email","ref":"mail"}},{"type":"text","text":"Ada","field":{"id":"F2","ref":"first"}},
        {"type":"choice","choice":{"label":"Pledge"},"field":{"ref":"what"}},{"type":"choices","choices":{"labels":["Flood","Heat"]},"field":{"ref":"topics"}},
        {"type":"boolean","boolean":true,"field":{"ref":"sure"}},{"type":"number","number":12.5,"field":{"ref":"hours"}},{"type":"phone_number","phone_number":"+33 6 00 00 00 01","field":{"ref":"tel"}}]}}
        """;

    private const string Tally = """
        {"eventId":"a4cb","eventType":"FORM_RESPONSE","createdAt":"2026-01-01T00:00:00.000Z","data":{"responseId":"2wgx4n","submissionId":"2wgx4n","formId":"V","createdAt":"2026-01-01T00:00:00.000Z",
        "fields":[{"key":"question_m","label":"E-mail","type":"INPUT_EMAIL","value":"ada@example.org"},{"key":"question_n","label":"First name","type":"INPUT_TEXT","value":"Ada"},
        {"key":"question_t","label":"Topics","type":"CHECKBOXES","value":["id1","id3"],"options":[{"id":"id1","text":"Flood"},{"id":"id2","text":"Heat"},{"id":"id3","text":"Wind"}]}]}}
        """;

    private const string Google = """
        {"type":"form.submitted","timestamp":"2026-01-01T00:00:00Z","data":{"formId":"F","responseId":"R","email":"ada@example.org","answers":{"Your name":["Ada"],"How many kilos?":["2.5"]}}}
        """;

    public static TheoryData<string, string, string> Mapped => new()
    {
        { "typeform", "", "SignUp id:a3a1 | 2026-01-01 00:00:00 | ada@example.org / +33600000001" },
        { "typeform", "name: first, text: topics, title: what, quantity: hours, unit: =hours, language: campaign", "SignUp id:a3a1 | 2026-01-01 00:00:00 | 12500/1000 hours | Ada / ada@example.org / +33600000001 | title: Pledge | text: Flood, Heat" },
        { "typeform", "kind: what, amount: score, currency: =EUR, phone: /no/where, test: sure", "Pledge id:a3a1 | 2026-01-01 00:00:00 | test | 400 EUR | ada@example.org" },
        { "typeform", "kind: first", "fault: no kind" },
        { "tally", "", "SignUp id:2wgx4n | 2026-01-01 00:00:00 | ada@example.org" },
        { "tally", "name: First name, text: question_t, title: /data/fields/0/label", "SignUp id:2wgx4n | 2026-01-01 00:00:00 | Ada / ada@example.org | title: E-mail | text: Flood, Wind" },
        { "google-forms", "", "SignUp id:F:R | 2026-01-01 00:00:00 | ada@example.org" },
        { "google-forms", "name: Your name, quantity: How many kilos?, unit: =Kilos", "SignUp id:F:R | 2026-01-01 00:00:00 | 2500/1000 kilos | Ada / ada@example.org" },
    };

    [Theory]
    [MemberData(nameof(Mapped))]
    public void Forms_with_questions(string provider, string map, string expected) => Assert.Equal(expected, provider switch
    {
        "typeform" => Heard.Of(new TypeformProvider(), Typeform, map: MapOf(map)),
        "tally" => Heard.Of(new TallyProvider(), Tally, map: MapOf(map)),
        _ => Heard.Of(new GoogleFormsProvider(), Google, map: MapOf(map)),
    });

    [Fact]
    public void Other_notices_are_nothing()
    {
        Assert.Equal("nothing", Heard.Of(new TypeformProvider(), """{"event_type":"form_response_partial"}"""));
        Assert.Equal("nothing", Heard.Of(new TallyProvider(), """{"eventType":"FORM_DELETED"}"""));
        Assert.Equal("nothing", Heard.Of(new GoogleFormsProvider(), """{"type":"form.opened"}"""));
        Assert.Equal("nothing", Heard.Of(new AirtableProvider(), """{"base":{"id":"app1"},"webhook":{"id":"ach1"},"timestamp":"2026-01-01T00:00:00.000Z"}"""));
    }

    [Theory]
    [InlineData("", "SignUp id:5000000000000000001 | now | Ada Example / ada@example.org / +33600000001")]
    [InlineData("title: formTitle, text: q7_topics, url: /q8_page", "SignUp id:5000000000000000001 | now | Ada Example / ada@example.org / +33600000001 | title: Alert sign-up | text: Flood, Heat | https://example.org/a")]
    public void Jotform(string map, string expected)
    {
        const string Answers = """{"slug":"x","q2_friend_email":"eve@example.org","q3_email":"ada@example.org","q4_name":{"first":"Ada","last":"Example"},"q5_phoneNumber":{"full":"+33 (6) 00000001"},"q7_topics":["Flood","Heat"],"q8_page":"https://example.org/a"}""";
        var parts = new[] { ("formID", "26"), ("submissionID", "5000000000000000001"), ("formTitle", "Alert sign-up"), ("ip", "192.0.2.1"), ("rawRequest", Answers) };
        var body = string.Concat(parts.Select(part => $"--jf\r\nContent-Disposition: form-data; name=\"{part.Item1}\"\r\n\r\n{part.Item2}\r\n")) + "--jf--\r\n";

        Assert.Equal(expected, Heard.Say(new JotformProvider().Read(Heard.Call(Encoding.UTF8.GetBytes(body), "multipart/form-data; boundary=jf"), Heard.Inlet("jotform", map: MapOf(map)))));
    }

    [Theory]
    [InlineData("""{"form_id":"3","id":"12","date_created":"2026-01-01 00:00:00","ip":"192.0.2.1","1.3":"Ada","2":"ada@example.org"}""", "name: 1.3, email: 2", "SignUp id:3:12 | 2026-01-01 00:00:00 | Ada / ada@example.org")]
    [InlineData("""{"name":"Ada","email":"ada@example.org","topics":"flood||heat"}""", "text: topics", "SignUp body:sha256-… | now | Ada / ada@example.org | text: flood, heat")]
    [InlineData("""{"your-name":"Ada","your-email":"ada@example.org","your-subject":"Hi","your-message":"One\r\ntwo","posted_data_hash":"1f"}""", "", "SignUp id:1f | now | Ada / ada@example.org | title: Hi | text: One¶two")]
    [InlineData("""{"amount":"5","email":"ada@example.org"}""", "", "SignUp body:sha256-… | now | ada@example.org")]
    [InlineData("""{"mail":"ada@example.org"}""", "", "fault: no fields")]
    [InlineData("[1]", "", "fault: no fields")]
    public void WordPress(string body, string map, string expected) => Assert.Equal(expected, Heard.Of(new WordPressProvider(), body, map: MapOf(map)));

    [Fact]
    public void WordPress_also_sends_forms() =>
        Assert.Equal("SignUp body:sha256-… | now | Ada Example / ada@example.org", Heard.OfForm(new WordPressProvider(), "name=Ada+Example&email=ada%40example.org"));

    [Theory]
    [InlineData("email=ada%40example.org&topic=flood&website=&ts=1767225590", SubmissionKind.SignUp, "", "SignUp body:sha256-… | now | ada@example.org")]
    [InlineData("email=ada%40example.org&website=http%3A%2F%2Fspam.example", SubmissionKind.SignUp, "", "nothing")]
    [InlineData("email=ada%40example.org&website=http%3A%2F%2Fada.example", SubmissionKind.SignUp, "url: website", "SignUp body:sha256-… | now | ada@example.org | http://ada.example/")]
    [InlineData("email=ada%40example.org&kind=donation&id=5&at=2020-01-01&test=1", SubmissionKind.Pledge, "", "Pledge body:sha256-… | now | ada@example.org")]
    [InlineData("amount=10,50&currency=eur", SubmissionKind.Pledge, "", "fault: no fields")]
    [InlineData("amount=10,50&currency=eur", SubmissionKind.Pledge, "amount: amount, currency: currency", "Pledge body:sha256-… | now | 1050 EUR")]
    [InlineData("amount=ten&currency=eur", SubmissionKind.Pledge, "amount: amount, currency: currency", "fault: no amount")]
    [InlineData("amount=&currency=eur&name=Ada", SubmissionKind.Pledge, "", "Pledge body:sha256-… | now | Ada")]
    [InlineData("sum=10", SubmissionKind.Pledge, "amount: sum, currency: =EUR", "Pledge body:sha256-… | now | 1000 EUR")]
    [InlineData("sum=10", SubmissionKind.Pledge, "amount: sum, currency: money", "fault: no currency")]
    [InlineData("n=3", SubmissionKind.Report, "quantity: n, unit: what", "fault: no unit")]
    [InlineData("name=%FF%ZZ&text=a%E2%80%AEb", SubmissionKind.Report, "", "Report body:sha256-… | now | �%ZZ | text: ab")]
    public void Plain_forms(string form, SubmissionKind kind, string map, string expected) => Assert.Equal(expected, Heard.OfForm(new FormProvider(), form, kind, MapOf(map)));

    private static Dictionary<string, string> MapOf(string text) =>
        text.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(": ")).ToDictionary(pair => pair[0], pair => pair[1]);
}
