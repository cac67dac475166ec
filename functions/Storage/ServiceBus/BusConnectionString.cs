namespace Relais.Storage.ServiceBus;

/// <summary>Where a Service Bus namespace is and what opens it, as a connection string says it.</summary>
internal sealed record BusConnectionString(Uri Address, string KeyName, string Key)
{
    /// <exception cref="FormatException">The text is not a connection string or names no way in. The message holds no part of it.</exception>
    public static BusConnectionString Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var settings = Split(connectionString);
        if (!settings.TryGetValue("Endpoint", out var text) || !Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not "sb")
        {
            throw new FormatException("The Service Bus connection string has no Endpoint of the form sb://name.servicebus.windows.net/.");
        }

        if (settings.GetValueOrDefault("SharedAccessKeyName") is not { } name || settings.GetValueOrDefault("SharedAccessKey") is not { } key)
        {
            throw new FormatException("The Service Bus connection string has no SharedAccessKeyName with SharedAccessKey.");
        }

        // As the official client does it: only what says that it is an emulator, and is on this machine, is spoken to in the clear.
        if (!string.Equals(settings.GetValueOrDefault("UseDevelopmentEmulator"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return new BusConnectionString(new Uri($"https://{endpoint.Host}"), name, key);
        }

        return endpoint.IsLoopback
            ? new BusConnectionString(new Uri($"http://{endpoint.Host}:{(endpoint.IsDefaultPort ? 80 : endpoint.Port)}"), name, key)
            : throw new FormatException("The Service Bus connection string says UseDevelopmentEmulator of another machine: a signature is never sent in the clear.");
    }

    private static Dictionary<string, string> Split(string connectionString)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == part.Length - 1)
            {
                throw new FormatException("The Service Bus connection string is not a list of Name=Value settings separated by semicolons.");
            }

            settings[part[..equals].TrimEnd()] = part[(equals + 1)..].TrimStart();
        }

        return settings;
    }
}
