namespace Relais.Storage;

/// <summary>Where the tables and queues of one storage account are and what opens them, as a connection string says it.</summary>
internal sealed record StorageConnectionString(
    Uri TableEndpoint, Uri QueueEndpoint, string? AccountName, string? AccountKey, string? SharedAccessSignature)
{
    // The well-known account of every storage emulator: public, and of no use against Azure.
    private const string DevelopmentAccount = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string DefaultEndpointSuffix = "core.windows.net";

    /// <summary>True for <c>UseDevelopmentStorage=true</c>: the emulator on its usual ports.</summary>
    public bool IsDevelopment { get; private init; }

    /// <exception cref="FormatException">The text is not a connection string or names no way in. The message holds no part of it.</exception>
    public static StorageConnectionString Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var settings = Split(connectionString);
        if (settings.TryGetValue("UseDevelopmentStorage", out var development))
        {
            return string.Equals(development, "true", StringComparison.OrdinalIgnoreCase)
                ? Development(settings.GetValueOrDefault("DevelopmentStorageProxyUri"))
                : throw new FormatException("The storage connection string has UseDevelopmentStorage with a value other than true.");
        }

        var account = settings.GetValueOrDefault("AccountName");
        var key = settings.GetValueOrDefault("AccountKey");
        var signature = settings.GetValueOrDefault("SharedAccessSignature");
        if (signature is null && (account is null || key is null))
        {
            throw new FormatException("The storage connection string has neither AccountName with AccountKey nor SharedAccessSignature.");
        }

        return new StorageConnectionString(
            Endpoint(settings, "TableEndpoint", "table"), Endpoint(settings, "QueueEndpoint", "queue"), account, key, signature);
    }

    private static StorageConnectionString Development(string? proxy)
    {
        if (!Uri.TryCreate(proxy ?? "http://127.0.0.1", UriKind.Absolute, out var server))
        {
            throw new FormatException("The storage connection string has a DevelopmentStorageProxyUri that is not an absolute URI.");
        }

        var host = $"{server.Scheme}://{server.Host}";
        return new StorageConnectionString(
            new Uri($"{host}:10002/{DevelopmentAccount}"), new Uri($"{host}:10001/{DevelopmentAccount}"), DevelopmentAccount, DevelopmentKey, null)
        {
            IsDevelopment = true,
        };
    }

    private static Dictionary<string, string> Split(string connectionString)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || equals == part.Length - 1)
            {
                throw new FormatException("The storage connection string is not a list of Name=Value settings separated by semicolons.");
            }

            settings[part[..equals].TrimEnd()] = part[(equals + 1)..].TrimStart();
        }

        return settings;
    }

    private static Uri Endpoint(Dictionary<string, string> settings, string name, string kind)
    {
        if (settings.TryGetValue(name, out var explicitly))
        {
            return Uri.TryCreate(explicitly, UriKind.Absolute, out var endpoint)
                ? endpoint
                : throw new FormatException($"The storage connection string has a {name} that is not an absolute URI.");
        }

        var account = settings.GetValueOrDefault("AccountName")
            ?? throw new FormatException($"The storage connection string has neither {name} nor AccountName.");
        var scheme = settings.GetValueOrDefault("DefaultEndpointsProtocol", "https");
        var suffix = settings.GetValueOrDefault("EndpointSuffix", DefaultEndpointSuffix);
        return Uri.TryCreate($"{scheme}://{account}.{kind}.{suffix}", UriKind.Absolute, out var derived)
            ? derived
            : throw new FormatException("The storage connection string's AccountName and EndpointSuffix do not make an address.");
    }
}
