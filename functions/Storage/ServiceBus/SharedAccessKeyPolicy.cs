using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage.ServiceBus;

/// <summary>Puts a signature of one of the namespace's keys on each try, made for the entity that is asked and renewed before it expires.</summary>
// learn.microsoft.com/azure/service-bus-messaging/service-bus-sas
internal sealed class SharedAccessKeyPolicy(string keyName, string key, TimeProvider clock) : HttpPipelineSynchronousPolicy
{
    // Long enough for a slow clock on the other side, short enough to be of little use to whoever finds one.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (string Text, DateTimeOffset Expires)> tokens = new(StringComparer.Ordinal);

    public override void OnSendingRequest(HttpMessage message)
    {
        var resource = BusWire.EntityOf(message.Request.Uri.ToUri());
        var now = clock.GetUtcNow();
        if (!tokens.TryGetValue(resource, out var token) || token.Expires - now < Renewal)
        {
            token = (Sign(resource, now + Life), now + Life);
            tokens[resource] = token;
        }

        message.Request.Headers.SetValue(HttpHeader.Names.Authorization, token.Text);
    }

    private string Sign(string resource, DateTimeOffset expires)
    {
        var (encoded, seconds) = (Uri.EscapeDataString(resource), expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

        // Unlike a storage account's, this key is used as the text that it is.
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{encoded}\n{seconds}")));
        return $"SharedAccessSignature sr={encoded}&sig={Uri.EscapeDataString(signature)}&se={seconds}&skn={Uri.EscapeDataString(keyName)}";
    }
}
