using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relais.Hosting;
using Relais.Storage;
using Relais.Storage.Queues;

namespace Relais.Tests.Hosting;

/// <summary>A small app on the room Hosting, on a port of its own and in a corner of the emulator of its own.</summary>
internal static class SampleApp
{
    public static WebApplication Build(
        string connection, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null, string? prefix = null, string[]? args = null)
    {
        var builder = HostingModule.CreateBuilder(args ?? ["--urls", "http://127.0.0.1:0"]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = connection,
            ["Relais:Prefix"] = prefix ?? Azurite.NewName("h"),
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.ClearProviders();
        builder.Services.AddHosting(builder.Configuration);
        builder.Services.AddSingleton<SampleJournal>();
        builder.Services.AddTable("ledger");
        builder.Services.AddTimerFunction<CountHours>();
        builder.Services.AddQueueFunction<ReadLetters, Letter>(static () => SampleJson.Default.Letter);
        builder.Services.AddQueueFunction<FileCopies, Copy>(static () => SampleJson.Default.Copy);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseHosting();
        var letters = app.MapFunction("ManageLetters", "api/letters");
        letters.MapGet("/{id}", (string id) => Results.Text($"letter {id}"));
        letters.MapGet("/address", (HttpRequest request) => Results.Text($"{request.Scheme}://{request.Host}"));
        return app;
    }

    public static HttpClient Client(this WebApplication app) => new(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };

    /// <summary>Sends a letter to the function that reads letters, through its queue.</summary>
    public static Task SendAsync(this WebApplication app, Letter letter, TimeSpan? delay = null) =>
        app.Services.GetRequiredService<MessageQueue<Letter>>().SendAsync(letter, delay);

    public static QueueClient Queue(this WebApplication app, string name, QueueMessageEncoding encoding = QueueMessageEncoding.Base64) =>
        app.Services.GetRequiredService<StorageAccount>().Queue(name, encoding);

    public static async Task<int> CountAsync(this QueueClient queue) => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    public static SampleJournal Journal(this WebApplication app) => app.Services.GetRequiredService<SampleJournal>();
}
