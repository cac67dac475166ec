using System.Net;
using System.Text;

namespace Relais.Tests.Http;

/// <summary>Feeds bodies of every bad kind to an app that takes the room's manners, and reads what a caller would read.</summary>
public sealed class BadBodyTests
{
    private const string Deep = "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]";

    [Theory]
    [InlineData("", "body: is required.")]
    [InlineData("null", "body: is required.")]
    [InlineData("{", "body: is not valid JSON (line 1, byte 2).")]
    [InlineData("{'name':'a'}", "body: is not valid JSON (line 1, byte 2).")]
    [InlineData("{\"name\":\"a\",\n\"size\":1,}", "body: is not valid JSON (line 2, byte 10).")]
    [InlineData("""{"name":"a","size":1} {}""", "body: is not valid JSON (line 1, byte 23).")]
    [InlineData("""{"name":"a","size":NaN}""", "body: is not valid JSON (line 1, byte 20).")]
    [InlineData("// \n{}", "body: is not valid JSON (line 1, byte 1).")]
    [InlineData("{\"name\":\"a\nb\",\"size\":1}", "body: is not valid JSON (line 1, byte 11).")]
    [InlineData("\0", "body: is not valid JSON (line 1, byte 1).")]
    [InlineData("[]", "body: has the wrong type or form.")]
    [InlineData("\"name\"", "body: has the wrong type or form.")]
    [InlineData(Deep, "body: has the wrong type or form.")]
    [InlineData("""{"name":"a","size":1,"extra":""" + Deep + "}", "body: must not be nested deeper than 32 levels.")]
    [InlineData("{}", "name: is required. size: is required.")]
    [InlineData("""{"size":1}""", "name: is required.")]
    [InlineData("""{"name":null,"size":1}""", "name: must not be null.")]
    [InlineData("""{"name":"a","size":null}""", "size: must be a number.")]
    [InlineData("""{"name":7,"size":1}""", "name: must be a text.")]
    [InlineData("""{"name":["a"],"size":1}""", "name: must be a text.")]
    [InlineData("""{"name":"a","size":"1"}""", "size: must be a number.")]
    [InlineData("""{"name":"a","size":1.5}""", "size: must be a whole number within bounds.")]
    [InlineData("""{"name":"a","size":99999999999}""", "size: must be a whole number within bounds.")]
    [InlineData("""{"name":"a","size":1,"open":"yes"}""", "open: must be true or false.")]
    [InlineData("""{"name":"a","size":1,"until":"tomorrow"}""", "until: must be a time such as 2026-01-31T18:00:00Z.")]
    [InlineData("""{"name":"a","size":1,"threshold":1e999}""", "threshold: must be a number within bounds.")]
    [InlineData("""{"name":"a","size":1,"hashtags":{}}""", "hashtags: must be a list.")]
    [InlineData("""{"name":"a","size":1,"hashtags":[{"tag":"x"},7]}""", "hashtags[1]: has the wrong type or form.")]
    [InlineData("""{"name":"a","size":1,"hashtags":[{"tag":"x"},null]}""", "hashtags[1]: must not be null.")]
    [InlineData("""{"name":"a","size":1,"hashtags":[{"tag":"x"},{}]}""", "hashtags[1].tag: is required.")]
    [InlineData("""{"name":"a","size":1,"hashtags":[{"tag":"x"},{"tag":7}]}""", "hashtags[1].tag: must be a text.")]
    [InlineData("""{"name":"a","size":1,"hashtags":[{"tag":"x","hue":1}]}""", "hashtags[0].hue: is not a known field.")]
    [InlineData("""{"name":"a","size":1,"labels":[]}""", "labels: must be an object.")]
    [InlineData("""{"name":"a","size":1,"labels":{"x":null}}""", "labels.x: must not be null.")]
    [InlineData("""{"name":"a","size":1,"labels":{"x":"1","x":"2"}}""", "labels.x: must not be given twice.")]
    [InlineData("""{"name":"a","size":1,"labels":{"\u0000":"b"}}""", "labels.?: must not hold control characters.")]
    [InlineData("""{"name":"a","size":1,"colour":"red"}""", "colour: is not a known field.")]
    [InlineData("""{"name":"a","name":"b","size":1}""", "name: must not be given twice.")]
    [InlineData("""{"name":"a\u0000","size":1}""", "name: must not hold control characters.")]
    [InlineData("""{"name":"a\u001b[31m","size":1}""", "name: must not hold control characters.")]
    [InlineData("""{"name":"a\u0085","size":1}""", "name: must not hold control characters.")]
    [InlineData("""{"name":"\ud800","size":1}""", "name: must be valid Unicode.")]
    [InlineData("""{"name":"\udc00\ud800","size":1}""", "name: must be valid Unicode.")]
    [InlineData("""{"\ud800":"","size":1}""", "body: must be valid Unicode.")]
    [InlineData("""{"name":"a","size":1,"hashtags":[{"tag":"a\u0000"}],"goal":2}""", "hashtags[0].tag: must not hold control characters.")]
    [InlineData("""{"name":"a","size":1,"words":["b","\u0007"],"goal":2}""", "words[1]: must not hold control characters.")]
    [InlineData("""{"name":"a","size":1,"labels":{"x":"\u0007"},"goal":2}""", "labels.x: must not hold control characters.")]
    public async Task A_bad_body_is_refused_with_the_field_at_fault(string json, string detail)
    {
        await using var app = await StrictApp.StartAsync();

        StrictApp.AssertProblem(await app.PostAsync(json), HttpStatusCode.BadRequest, detail);
        Assert.Empty(app.Log.Lines);
    }

    [Theory]
    [InlineData("""{"name":"a","size":1}""")]
    [InlineData("""{"name":"a\n\tb","size":1,"goal":null,"labels":{"x":""},"threshold":-0.5}""")]
    [InlineData("\uFEFF{\"name\":\"\uD83C\uDF31 \\ud83c\\udf31\",\"size\":1}")]
    public async Task A_sound_body_is_taken_without_its_optional_fields(string json)
    {
        await using var app = await StrictApp.StartAsync();

        var answer = await app.PostAsync(json);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
    }

    [Theory]
    [InlineData("text/plain", null, "body: must be sent as application/json.")]
    [InlineData("application/x-www-form-urlencoded", null, "body: must be sent as application/json.")]
    [InlineData(null, null, "body: must be sent as application/json.")]
    [InlineData(";;;", null, "body: must be sent as application/json.")]
    [InlineData("application/json; charset=utf-16", null, "body: must be encoded as UTF-8.")]
    [InlineData("application/json; charset=klingon", null, "body: must be encoded as UTF-8.")]
    [InlineData("application/json", "gzip", "body: must not be compressed.")]
    [InlineData("application/json", "br, gzip", "body: must not be compressed.")]
    public async Task A_body_in_another_dress_is_refused(string? contentType, string? encoding, string detail)
    {
        await using var app = await StrictApp.StartAsync();

        var answer = await app.PostAsync("""{"name":"a","size":1}"""u8.ToArray(), contentType, encoding);

        StrictApp.AssertProblem(answer, HttpStatusCode.UnsupportedMediaType, detail);
        Assert.Empty(app.Log.Lines);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("application/merge-patch+json")]
    public async Task The_dresses_of_JSON_are_known(string contentType)
    {
        await using var app = await StrictApp.StartAsync();

        Assert.Equal(HttpStatusCode.Created, (await app.PostAsync("""{"name":"a","size":1}""", contentType)).Status);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused_by_field()
    {
        await using var app = await StrictApp.StartAsync();

        var answer = await app.PostAsync([.. "{\"name\":\""u8, 0xFF, 0xC0, 0x80, .. "\",\"size\":1}"u8]);

        StrictApp.AssertProblem(answer, HttpStatusCode.BadRequest, "name: must be valid Unicode.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_two_megabytes_is_refused(bool chunked)
    {
        await using var app = await StrictApp.StartAsync();
        var json = Encoding.UTF8.GetBytes($$"""{"name":"{{new string('a', 2 * 1024 * 1024)}}","size":1}""");
        using HttpContent content = chunked ? new StreamContent(new UnmeasuredStream(json)) : new ByteArrayContent(json);
        content.Headers.ContentType = new("application/json");

        var answer = await app.SendAsync(HttpMethod.Post, "/api/things", content);

        StrictApp.AssertProblem(answer, HttpStatusCode.RequestEntityTooLarge, "body: must not be larger than 1048576 bytes.");
        Assert.Empty(app.Log.Lines);
    }

    [Fact]
    public async Task A_lower_limit_of_an_endpoint_is_told_as_it_is()
    {
        await using var app = await StrictApp.StartAsync();
        using var content = new StringContent(new string(' ', 3_000), Encoding.UTF8, "application/json");

        var answer = await app.SendAsync(HttpMethod.Post, "/api/notes", content);

        StrictApp.AssertProblem(answer, HttpStatusCode.RequestEntityTooLarge, "body: must not be larger than 2000 bytes.");
    }

    [Fact]
    public async Task No_mutilated_body_is_ever_a_failure_of_ours()
    {
        await using var app = await StrictApp.StartAsync();
        var sound = """{"name":"aé\u00e9\ud83c\udf31","size":12,"hashtags":[{"tag":"x"}],"labels":{"k":"v"},"until":"2026-01-31T18:00:00Z","threshold":1.5e3}"""u8.ToArray();
        var random = new Random(20261120);
        for (var round = 0; round < 400; round++)
        {
            var body = sound.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                body[random.Next(body.Length)] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => "\"\\{}[]:,\0eE-u"u8.ToArray()[random.Next(13)],
                    _ => body[random.Next(body.Length)],
                };
            }

            var answer = await app.PostAsync(body[..random.Next(body.Length / 2, body.Length + 1)]);
            if (answer.Status != HttpStatusCode.Created)
            {
                StrictApp.AssertProblem(answer, HttpStatusCode.BadRequest, detail: null);
            }
        }

        Assert.Empty(app.Log.Lines);
    }

    /// <summary>A stream without a length, which goes out in chunks.</summary>
    private sealed class UnmeasuredStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
