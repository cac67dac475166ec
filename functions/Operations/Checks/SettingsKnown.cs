namespace Relais.Operations.Checks;

/// <summary>The names of all settings, as docs/configuration.md tells of them; a test compares the two.</summary>
internal static class SettingsKnown
{
    // Without those that hold a function's name, and those that are ASP.NET's or the machine's own.
    public static readonly IReadOnlyList<string> Names =
    [
        "AzureWebJobsStorage",
        "AzureWebJobsStorage:accountName",
        "AzureWebJobsStorage:tableServiceUri",
        "AzureWebJobsStorage:queueServiceUri",
        "AzureWebJobsStorage:credential",
        "AzureWebJobsStorage:clientId",
        "AzureWebJobsStorage:tenantId",
        "AzureWebJobsStorage:clientSecret",
        "Relais:Prefix",
        "Relais:Stepped",
        "Relais:Queues",
        "ServiceBus",
        "ServiceBus:fullyQualifiedNamespace",
        "ServiceBus:credential",
        "ServiceBus:clientId",
        "ServiceBus:tenantId",
        "ServiceBus:clientSecret",
        "Relais:PublicUrl",
        "Secrets:Keys",
        "Subscriptions:CallsAtOnce",
        "Subscriptions:MostPerDay",
        "Intake:FormsAtOnce",
        "Intake:StrangersAtOnce",
        "Polling:EveryMinutes",
        "Polling:IdleMinutes",
        "Polling:Bluesky:Handle",
        "Polling:Bluesky:AppPassword",
        "Polling:Bluesky:Host",
        "Polling:X:BearerToken",
        "Polling:X:ApprovedInWritingToMonitorSensitiveEvents",
        "Polling:X:MonthlyDollars",
        "Polling:X:KeepPosts",
        "Polling:X:BaseAddress",
        "Http:AllowLoopback",
        "Http:ConnectSeconds",
        "Http:TotalSeconds",
        "Http:KeptMegabytes",
        "Telegram:BotToken",
        "Telegram:BotName",
        "Matrix:Homeserver",
        "Matrix:AccessToken",
        "Smtp:Host",
        "Smtp:From",
        "Smtp:Security",
        "Smtp:Port",
        "Smtp:User",
        "Smtp:Password",
        "Smtp:RatePerSecond",
        "WebPush:PublicKey",
        "WebPush:PrivateKey",
        "WebPush:Subject",
        "WebSub:Hub",
        "Azurite:Location",
    ];

    /// <summary>What the Functions host reads for itself beside ours.</summary>
    public static readonly IReadOnlyList<string> OfTheHost = ["AzureWebJobsStorage:blobServiceUri"];
}
