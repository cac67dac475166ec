using System.Text;
using Relais.Intake;
using Relais.Intake.Fields;
using Relais.Intake.Providers;

namespace Relais.Tests.Intake.Providers;

/// <summary>However a call is cut, bent or blown up, no provider throws, and no sum comes of it that nobody gave.</summary>
public sealed class GarbageTests
{
    private const int LongestKeyCharacters = 200;
    private const string Form = "application/x-www-form-urlencoded";
    private const string Parts = "multipart/form-data; boundary=jf";

    private static readonly (IProvider Provider, string MediaType, string Body, (string, string)[] Headers)[] Samples =
    [
        (new StandardWebhooksProvider(), "application/json", """{"type":"submission.created","timestamp":"2026-01-01T00:00:00Z","data":{"kind":"donation","id":"d1","amount":29.35,"currency":"EUR","refunded":"1","quantity":2,"unit":"kilos","email":"ada@example.org","url":"https://example.org/"}}""", []),
        (new StripeProvider(), "application/json", """{"created":1767225600,"type":"charge.refunded","livemode":true,"data":{"object":{"object":"charge","id":"ch_1","payment_intent":"pi_1","amount":2000,"amount_refunded":500,"captured":true,"status":"succeeded","currency":"eur","billing_details":{"email":"ada@example.org"}}}}""", []),
        (new HelloAssoProvider(), "application/json", """{"eventType":"Payment","data":{"payer":{"email":"ada@example.org","firstName":"Ada"},"id":1,"amount":2000,"state":"Authorized","meta":{"updatedAt":"2026-01-01T00:00:01+01:00"},"refundOperations":[{"amount":500}]}}""", []),
        (new DonorboxProvider(), "application/json", """[{"id":1,"amount":"100.0","amount_refunded":"2","currency":"USD","status":"paid","donor":{"email":"ada@example.org"}}]""", [("Donorbox-Signature", "1767225600,00")]),
        (new WooCommerceProvider(), "application/json", """{"id":727,"status":"completed","currency":"EUR","date_modified_gmt":"2026-01-01T00:00:00","total":"29.35","billing":{"email":"ada@example.org"},"refunds":[{"total":"-5.00"}]}""", [("X-WC-Webhook-Topic", "order.updated")]),
        (new TypeformProvider(), "application/json", """{"event_type":"form_response","form_response":{"token":"a","submitted_at":"2026-01-01T00:00:00Z","answers":[{"type":"email","email":"ada@example.org","field":{"ref":"mail"}},{"type":"choices","choices":{"labels":["A","B"]},"field":{"ref":"amount"}}]}}""", []),
        (new TallyProvider(), "application/json", """{"eventType":"FORM_RESPONSE","data":{"submissionId":"2","createdAt":"2026-01-01T00:00:00.000Z","fields":[{"key":"amount","label":"E-mail","type":"INPUT_EMAIL","value":["i"],"options":[{"id":"i","text":"5"}]}]}}""", []),
        (new JotformProvider(), Parts, "--jf\r\nContent-Disposition: form-data; name=\"submissionID\"\r\n\r\n5\r\n--jf\r\nContent-Disposition: form-data; name=\"rawRequest\"\r\n\r\n{\"q3_email\":\"ada@example.org\",\"amount\":\"5\",\"q4_name\":{\"first\":\"A\"}}\r\n--jf--\r\n", []),
        (new GoogleFormsProvider(), "application/json", """{"type":"form.submitted","timestamp":"2026-01-01T00:00:00Z","data":{"formId":"F","responseId":"R","email":"ada@example.org","answers":{"amount":["5"]}}}""", []),
        (new WordPressProvider(), Form, "name=Ada+Example&email=ada%40example.org&amount=5,00&currency=EUR", []),
        (new JsonProvider(), "application/json", """{"email":"ada@example.org","kind":"donation","amount":12.5,"currency":"EUR","quantity":1,"unit":"hours","at":1767225600,"id":["a",1,true]}""", [("Idempotency-Key", "z-1")]),
        (new FormProvider(), Form, "email=ada%40example.org&amount=5&currency=EUR&text=a%0Ab", []),
        (new CsvProvider(), "text/csv", "id,email,amount,currency,quantity,unit,at\r\nid:1,ada@example.org,5.00,EUR,1,hours,2026-01-01\r\n,b@example.org,=,EUR,,,", []),
        (new AirtableProvider(), "application/json", """{"base":{"id":"app1"}}""", []),
        (new ActionNetworkProvider(), "application/json", """[{"osdi:donation":{"identifiers":["action_network:d-1"],"created_date":"2026-01-01T00:00:00Z","amount":"5.00","currency":"usd","person":{"given_name":"A","email_addresses":[{"address":"a@example.org"}]}}}]""", []),
        (new EventbriteProvider(), "application/json", """{"api_url":"https://www.eventbriteapi.com/v3/orders/1/","config":{"action":"order.placed"}}""", []),
        (new MailchimpProvider(), Form, "type=subscribe&fired_at=2026-01-01+00%3A00%3A00&data%5Bid%5D=8a&data%5Bemail%5D=ada%40example.org", []),
        (new GitHubProvider(), "application/json", """{"action":"published","release":{"id":5,"tag_name":"v2","body":"New","html_url":"https://github.com/o/r","published_at":"2026-01-01T00:00:00Z"}}""", [("X-GitHub-Event", "release")]),
    ];

    private static readonly string[] Values =
    [
        "null", "[]", "{}", "true", "-1", "-0.01", "1e400", "1E5", "NaN", "\"NaN\"", "99999999999999999999999999", "9223372036854775807", "\"\\ud800\"", "\"-5\"", "\"1e9\"",
        "1000000000000001", "\"=CMD()\"", "\"../..//#?\"", "\"٣\"", "0.1000000000000000055511151231257827", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59-14:00\"",
    ];

    private static readonly Dictionary<string, string> Map = new() { ["amount"] = "amount", ["currency"] = "=EUR", ["quantity"] = "/data/amount", ["unit"] = "=kilos", ["text"] = "" };

    public static TheoryData<string> Providers => [.. Samples.Select(sample => sample.Provider.Name)];

    [Theory]
    [MemberData(nameof(Providers))]
    public void Nothing_that_a_stranger_sends_throws_or_makes_up_a_sum(string provider)
    {
        var (reader, mediaType, sample, headers) = Samples.Single(one => one.Provider.Name == provider);
        var random = new Random(provider.Length * 7919);
        var read = 0;
        for (var round = 0; round < 1_500; round++)
        {
            var body = Bend(random, sample);
            var type = random.Next(12) == 0 ? new[] { "", "text/plain", Form, Parts, "multipart/form-data", "multipart/form-data; boundary=\"", "application/json; charset=utf-16" }[random.Next(7)] : mediaType;
            var call = Heard.Call(body, type, "POST", random.Next(5) == 0 ? [] : headers);
            var inlet = Heard.Inlet(provider, (SubmissionKind)random.Next(6), random.Next(3) == 0 && reader.ReadsMap ? Map : null);
            reader.Greet(call, inlet);
            var reading = reader.Read(call, inlet);
            Assert.All(reading.Submissions, Check);
            Assert.True(reading.Fault is null or { Length: < 40 });
            read += reading.Submissions.Count;
        }

        Assert.True(provider == "airtable" || read > 30, $"Only {read} calls were still to be read: the garbage is too coarse.");
    }

    [Fact]
    public void Every_provider_is_among_these() =>
        Assert.Equal(
            typeof(IProvider).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IProvider)) && type.Namespace == typeof(JsonProvider).Namespace).Select(type => type.Name).Order(StringComparer.Ordinal),
            Samples.Select(sample => sample.Provider.GetType().Name).Order(StringComparer.Ordinal));

    private static void Check(Submission told)
    {
        Assert.InRange(told.Key.Length, 3, LongestKeyCharacters);
        Assert.DoesNotContain(told.Key, character => character is '/' or '\\' or '#' or '?' || char.IsControl(character) || character > '~');
        Assert.True(told.At <= Heard.Now && told.At.Year >= 2000 && told.At.Offset == TimeSpan.Zero);
        Assert.InRange(told.Money?.Minor ?? 0, 0, Amounts.LargestMinor);
        Assert.InRange(told.Refunded ?? 0, 0, told.Money?.Minor ?? 0);
        Assert.All(told.Amounts.Values, amount => Assert.InRange(amount, 0, Amounts.LargestMinor));
        Assert.All(new[] { told.Title, told.Text, told.Url, told.Contact?.Email, told.Contact?.Name, told.Contact?.Phone }, text => Assert.True(text is null || (text.Length is > 0 and <= 8_000 && text.IsNormalized())));
    }

    private static byte[] Bend(Random random, string sample)
    {
        var text = sample;
        for (var bends = random.Next(3); bends >= 0; bends--)
        {
            text = random.Next(8) switch
            {
                0 => text[..random.Next(text.Length + 1)],
                1 or 2 or 3 => WithOtherValue(random, text),
                4 => text.Insert(random.Next(text.Length + 1), new[] { "\"a\":1,", "&&", "%", "[", "]", "\\u0000", "\u202E", "--jf", "\r\n" }[random.Next(9)]),
                5 when random.Next(10) == 0 => WithOtherValue(random, text, string.Concat(Enumerable.Repeat("[", 5_000)) + new string(']', 5_000)),
                5 when random.Next(10) == 0 => WithOtherValue(random, text, new string('9', 1_000_000)),
                6 => text.Replace("{", "{\"id\":1,", StringComparison.Ordinal),
                _ => text,
            };
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        for (var flips = random.Next(4) == 0 && bytes.Length > 0 ? random.Next(1, 4) : 0; flips > 0; flips--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    // Behind a colon of JSON, or an equals sign of a form.
    private static string WithOtherValue(Random random, string text, string? value = null)
    {
        var places = Enumerable.Range(0, text.Length).Where(index => text[index] is ':' or '=').ToArray();
        if (places.Length == 0)
        {
            return text;
        }

        var start = places[random.Next(places.Length)] + 1;
        var end = text.IndexOfAny([',', '}', ']', '&'], start) is >= 0 and var found ? found : text.Length;
        return text[..start] + (value ?? Values[random.Next(Values.Length)]) + text[end..];
    }
}
