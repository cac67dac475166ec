using System.Text.RegularExpressions;
using Azure.Core.Pipeline;

namespace Relais.Storage.ServiceBus;

/// <summary>Opens the namespace that a connection's settings name, by the rules of a Functions connection.</summary>
internal static partial class BusSetting
{
    /// <param name="configuration">Where the settings are.</param>
    /// <param name="connection">A setting whose value is a connection string; or a section with <c>fullyQualifiedNamespace</c>, opened by a token.</param>
    /// <param name="clock">What waits and expiries are told by.</param>
    /// <param name="transport">What carries the requests; null for sockets.</param>
    /// <exception cref="InvalidOperationException">No such setting, or one that cannot be used.</exception>
    /// <exception cref="FormatException">The connection string cannot be read.</exception>
    public static ServiceBusClient Open(IConfiguration configuration, string connection, TimeProvider clock, HttpPipelineTransport? transport = null)
    {
        var options = new ServiceBusClientOptions { Clock = clock, Transport = transport };
        foreach (var name in ConnectionToken.NamesOf(connection))
        {
            if (configuration[name] is { } text && !string.IsNullOrWhiteSpace(text))
            {
                return new ServiceBusClient(text, options);
            }

            if (ConnectionToken.Part(configuration, name, "fullyQualifiedNamespace") is { } host)
            {
                return Host().IsMatch(host)
                    ? new ServiceBusClient(host, ConnectionToken.Read(configuration, name), options)
                    : throw new InvalidOperationException($"The setting {name}__fullyQualifiedNamespace is no host: it must look like name.servicebus.windows.net.");
            }
        }

        throw new InvalidOperationException($"The setting {connection} is missing: give {connection}__fullyQualifiedNamespace, or a Service Bus connection string.");
    }

    [GeneratedRegex(@"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Host();
}
