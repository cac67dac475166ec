using System.Globalization;

namespace Relais.Hosting;

/// <summary>Says who drives this process: the Functions host, its own timers and queue pumps, or a stepped clock.</summary>
internal sealed class HostingMode
{
    /// <summary>The port that the Functions host asks its custom handler to listen on.</summary>
    private const string PortSetting = "FUNCTIONS_CUSTOMHANDLER_PORT";

    private const string QueuesSetting = "Relais:Queues";

    public HostingMode(IConfiguration configuration)
    {
        var port = configuration[PortSetting];
        if (!string.IsNullOrWhiteSpace(port))
        {
            if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
                throw new InvalidOperationException($"{PortSetting}: must be a port number from 1 to 65535, but is '{port}'.");
            HandlerPort = number;
        }
        var stepped = configuration["Relais:Stepped"];
        if (!string.IsNullOrEmpty(stepped) && !bool.TryParse(stepped, out _))
            throw new InvalidOperationException($"Relais:Stepped: must be true or false, but is '{stepped}'.");
        IsStepped = HandlerPort is null && bool.TryParse(stepped, out var on) && on;
        IsOnServiceBus = configuration[QueuesSetting] switch
        {
            null or "" or "storage" => false,
            "servicebus" => true,
            var other => throw new InvalidOperationException($"{QueuesSetting}: must be storage or servicebus, but is '{other}'."),
        };
    }

    public int? HandlerPort { get; }
    public bool IsHandler => HandlerPort is not null;
    public bool IsStepped { get; }

    /// <summary>Whether Service Bus carries the messages, and not the storage account.</summary>
    public bool IsOnServiceBus { get; }

    /// <summary>Why the app cannot be driven as the settings say, or null where it can.</summary>
    public string? Fault => IsOnServiceBus && !IsHandler
        ? $"{QueuesSetting}: messages of Service Bus are received by the Functions host alone; this process runs without it and needs 'storage'"
        : null;

    /// <summary>Whether this process runs its timers and drains its queues by itself, in real time.</summary>
    public bool IsLocal => !IsHandler && !IsStepped;
}
