using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Relais.Hosting;

namespace Relais.Tests.Hosting;

/// <summary>The app as the Functions host drives it: started with a port, asked for a sign of life, posted to.</summary>
public sealed class CustomHandlerTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string LetterInBinary = """{"Data":{"letter":"eyJ0ZXh0IjoiYSIsImNvcGllcyI6MX0="},"Metadata":{"DequeueCount":"1","Id":"\"800ae4b3\"","sys":{"MethodName":"ReadLetters"}}}""";
    private const string Hour = """
        {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":true}},"Metadata":{"sys":{"MethodName":"CountHours","UtcNow":"2026-11-20T10:05:00.01Z"}}}
        """;

    [SkippableFact]
    public async Task It_listens_on_loopback_only_and_beside_its_files_whatever_the_image_says()
    {
        await using var app = Build("--urls", "http://+:80", "--contentRoot", "/azure-functions-host", "--ForwardedHeaders_Enabled", "true");
        await app.StartAsync();
        Assert.StartsWith("http://127.0.0.1:", Assert.Single(app.Urls), StringComparison.Ordinal);
        Assert.Equal(AppContext.BaseDirectory.TrimEnd('/'), app.Environment.ContentRootPath.TrimEnd('/'));
    }

    [SkippableTheory]
    [InlineData(LetterInBinary)]
    [InlineData("""{"Data":{"letter":"\"{\\\"text\\\":\\\"a\\\",\\\"copies\\\":1}\""},"Metadata":{"DequeueCount":"1"}}""")]
    [InlineData("""{"data":{"Letter":{"text":"a","copies":1}}}""")]
    public async Task A_queue_post_runs_the_function_and_is_answered_with_an_empty_object(string envelope)
    {
        await using var app = Build();
        await app.StartAsync();
        using var answer = await PostAsync(app, "ReadLetters", envelope);
        await AssertDoneAsync(answer);
        Assert.Equal(["letter a"], app.Journal().Lines);
        // Its own message waits for the host to hand it out: nothing is pumped here.
        Assert.Equal("""{"text":"a1"}""", Assert.Single((await app.Queue("copies").ReceiveMessagesAsync()).Value).MessageText);
    }

    [SkippableFact]
    public async Task A_timer_post_runs_the_function()
    {
        await using var app = Build();
        await app.StartAsync();
        using var answer = await PostAsync(app, "CountHours", Hour);
        await AssertDoneAsync(answer);
        Assert.EndsWith(" past due", Assert.Single(app.Journal().Lines), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_post_without_a_length_is_read_to_its_end()
    {
        await using var app = Build();
        await app.StartAsync();
        using var client = app.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "ReadLetters") { Content = new StringContent(LetterInBinary, Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await client.SendAsync(request);
        await AssertDoneAsync(answer);
    }

    [SkippableFact]
    public async Task A_function_that_fails_is_answered_with_500_and_without_details()
    {
        await using var app = Build();
        app.Journal().Behave = (_, _) => throw new InvalidOperationException("secret");
        await app.StartAsync();
        using var answer = await PostAsync(app, "ReadLetters", LetterInBinary);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [SkippableFact]
    public async Task A_message_that_is_not_what_the_function_takes_fails()
    {
        await using var app = Build();
        await app.StartAsync();
        using var answer = await PostAsync(app, "ReadLetters", """{"Data":{"letter":"WyJub3QiXQ=="}}""");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(app.Journal().Lines);
    }

    [SkippableTheory]
    [InlineData("ReadLetters", "{", "body: is not JSON (line 1).")]
    [InlineData("ReadLetters", "", "body: is not JSON (line 1).")]
    [InlineData("ReadLetters", "{}", "Data: must be an object.")]
    [InlineData("ReadLetters", """{"Data":{"wrong":"MQ=="}}""", "Data.letter: is missing.")]
    [InlineData("CountHours", """{"Data":{"timer":"now"}}""", "Data.timer: must be an object.")]
    public async Task A_post_that_cannot_be_read_is_refused_with_the_member_at_fault(string function, string envelope, string expected)
    {
        await using var app = Build();
        await app.StartAsync();
        using var answer = await PostAsync(app, function, envelope);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
        Assert.Empty(app.Journal().Lines);
    }

    [SkippableTheory]
    [InlineData("ReadLetters", LetterInBinary)]
    [InlineData("CountHours", Hour)]
    [InlineData("readletters", LetterInBinary)]
    public async Task A_post_that_the_host_has_proxied_from_outside_is_refused(string function, string envelope)
    {
        await using var app = Build();
        await app.StartAsync();
        using var answer = await PostAsync(app, function, envelope, ("x-ms-invocation-id", "0f6a"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(app.Journal().Lines);
    }

    [SkippableTheory]
    [InlineData("ManageLetters")]
    [InlineData("Nobody")]
    [InlineData("api/letters/ReadLetters")]
    public async Task Only_timers_and_queues_are_posted_to(string path)
    {
        await using var app = Build();
        await app.StartAsync();
        using var answer = await PostAsync(app, path, LetterInBinary);
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, answer.StatusCode.ToString());
        Assert.Empty(app.Journal().Lines);
    }

    [SkippableFact]
    public async Task The_forwarded_host_and_scheme_of_the_host_on_this_machine_are_believed()
    {
        await using var app = Build("--ForwardedHeaders_Enabled", "true");
        await app.StartAsync();
        using var client = app.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/letters/address");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Host", "relais.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await client.SendAsync(request);
        Assert.Equal("https://relais.example", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task It_says_that_it_lives_while_storage_does_not_answer_and_fails_what_needs_it()
    {
        // Nothing listens on port 1.
        await using var app = SampleApp.Build(
            "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:1/a;",
            args: ["--FUNCTIONS_CUSTOMHANDLER_PORT", FreePort()], prefix: "h");
        await app.StartAsync();
        using var client = app.Client();
        using var alive = await client.GetAsync(new Uri("", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        using var answer = await PostAsync(app, "ReadLetters", LetterInBinary);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Empty(app.Journal().Lines);
    }

    [SkippableFact]
    public async Task The_same_message_comes_to_the_same_end_in_both_ways_of_running()
    {
        await using var handler = Build();
        await handler.StartAsync();
        using var answer = await PostAsync(handler, "ReadLetters", LetterInBinary);
        await AssertDoneAsync(answer);
        await using var alone = SampleApp.Build(azurite.ConnectionString);
        await alone.StartAsync();
        await alone.SendAsync(new Letter("a", Copies: 1));
        await alone.Journal().UntilAsync(2);
        await alone.StopAsync();
        var copy = Assert.Single((await handler.Queue("copies").ReceiveMessagesAsync()).Value);
        using var second = await PostAsync(handler, "FileCopies", $$$"""{"Data":{"copy":"{{{Convert.ToBase64String(copy.Body)}}}"}}""");
        await AssertDoneAsync(second);
        Assert.Equal(alone.Journal().Lines, handler.Journal().Lines);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("70000")]
    [InlineData("http")]
    public void A_port_that_is_none_is_refused_at_once(string port) => Assert.Equal(
        $"FUNCTIONS_CUSTOMHANDLER_PORT: must be a port number from 1 to 65535, but is '{port}'.",
        Assert.Throws<InvalidOperationException>(() => HostingModule.CreateBuilder(["--FUNCTIONS_CUSTOMHANDLER_PORT", port])).Message);

    private WebApplication Build(params string[] args) =>
        SampleApp.Build(azurite.ConnectionString, args: [.. args, "--FUNCTIONS_CUSTOMHANDLER_PORT", FreePort()]);

    private static async Task<HttpResponseMessage> PostAsync(WebApplication app, string path, string envelope, params (string Name, string Value)[] headers)
    {
        using var client = app.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(envelope, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Azure-Functions-InvocationId", "5f1b9a2c-0000-4000-8000-000000000001");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await client.SendAsync(request);
    }

    private static async Task AssertDoneAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync());
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
    }
}
