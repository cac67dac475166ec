using System.Globalization;
using System.Text.RegularExpressions;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage.ServiceBus;

/// <summary>Requests to one namespace: address, authorization, tries and the waits between them.</summary>
internal sealed partial class BusWire
{
    /// <summary>Below a queue's messages: whichever comes next.</summary>
    public const string Head = "/head";

    // The service works on a request for as long as it is told to; its answer needs a little longer to come.
    private static readonly TimeSpan Way = TimeSpan.FromSeconds(5);

    // What the service says itself when it throttles: "Please wait 2 seconds and try again" (learn.microsoft.com/azure/service-bus-messaging/service-bus-throttling).
    private static readonly TimeSpan LeastWaitWhenBusy = TimeSpan.FromSeconds(2);

    private readonly HttpPipeline pipeline;
    private readonly Uri address;
    private readonly ServiceBusRetryOptions tries;
    private readonly TimeProvider clock;

    public BusWire(Uri address, Func<HttpPipelinePolicy> authorization, ServiceBusClientOptions options)
    {
        (this.address, tries, clock) = (address, options.RetryOptions, options.Clock);
        var transport = new PipelineOptions();
        transport.Retry.NetworkTimeout = tries.TryTimeout + Way;

        // Tries are counted here, where the waits go by the clock that was handed in and a busy service is given its two seconds.
        transport.Retry.MaxRetries = 0;
        transport.Transport = options.Transport ?? transport.Transport;
        var parts = new HttpPipelineOptions(transport);
        parts.PerRetryPolicies.Add(new RenewedToken(authorization));
        pipeline = HttpPipelineBuilder.Build(parts);
    }

    /// <summary>What is sent again is the same to the byte: its messages keep their names, and one that had arrived is dropped the second time.</summary>
    /// <param name="path">Behind the entity's address.</param>
    /// <param name="body">A batch of messages, or nothing.</param>
    /// <param name="wait">How long the service may wait for something to answer; as long as a try where nothing is said.</param>
    /// <param name="read">Takes what is wanted out of the answer, while it is there.</param>
    /// <exception cref="ServiceBusException">It was refused, or no try was answered.</exception>
    /// <exception cref="UnauthorizedAccessException">Two tokens were not taken.</exception>
    /// <exception cref="ArgumentException">The service does not take the request for one.</exception>
    public async Task<T> SendAsync<T>(
        RequestMethod method, string entity, string path, byte[]? body, TimeSpan? wait, Func<Response, T> read, CancellationToken cancellationToken)
    {
        for (var retry = 0; ; retry++)
        {
            using var message = Message(method, entity, path, body, wait ?? tries.TryTimeout);
            var (fault, asked) = await TryAsync(message, entity, isSettling: path is not ("" or Head), cancellationToken);
            if (fault is null)
            {
                return read(message.Response);
            }

            if (fault is not ServiceBusException { IsTransient: true } transient || retry == tries.MaxRetries || asked > tries.MaxDelay)
            {
                throw fault;
            }

            await Task.Delay(WaitBefore(retry, transient.Reason, asked), clock, cancellationToken);
        }
    }

    /// <exception cref="ArgumentException">No queue can be called so.</exception>
    public static string Entity(string name)
    {
        // learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas: 260 characters.
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Length <= 260 && EntityPath().IsMatch(name)
            ? name
            : throw new ArgumentException($"'{name}' is no queue name: at most 260 letters, digits, '.', '-', '_' and '/', with a letter or digit at both ends.", nameof(name));
    }

    /// <summary>The queue's own address, of a request to anything below it.</summary>
    public static string EntityOf(Uri request)
    {
        var path = request.AbsolutePath;
        var below = path.IndexOf("/$", StringComparison.Ordinal) is >= 0 and var aside ? aside : path.IndexOf("/messages", StringComparison.Ordinal);
        return request.GetLeftPart(UriPartial.Authority) + path[..below];
    }

    private HttpMessage Message(RequestMethod method, string entity, string path, byte[]? body, TimeSpan wait)
    {
        var message = pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(address);
        request.Uri.AppendPath($"/{entity}/messages{path}", escape: false);
        request.Uri.AppendQuery("timeout", ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
        if (body is not null)
        {
            // Without a charset (rest/api/servicebus/send-message-batch).
            request.Headers.Add(HttpHeader.Names.ContentType, "application/vnd.microsoft.servicebus.json");
            request.Content = RequestContent.Create(body);
        }

        return message;
    }

    private async Task<(Exception? Fault, TimeSpan? Asked)> TryAsync(HttpMessage message, string entity, bool isSettling, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.SendAsync(message, cancellationToken);

            // Not whatever is no error: what a proxy answers with a redirection was not taken by anybody.
            return message.Response.Status is >= 200 and < 300 ? default : (BusFault.Of(message.Response, entity, isSettling), BusFault.WaitAsked(message.Response, clock.GetUtcNow()));
        }
        catch (Exception lost) when (lost is RequestFailedException or IOException)
        {
            return (new ServiceBusException(true, $"The queue {entity} was not reached, or its answer was lost.", entity, ServiceBusFailureReason.ServiceCommunicationProblem, lost), null);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            return (new ServiceBusException(true, $"The queue {entity} did not answer in time.", entity, ServiceBusFailureReason.ServiceTimeout, late), null);
        }
    }

    private TimeSpan WaitBefore(int retry, ServiceBusFailureReason reason, TimeSpan? asked)
    {
        var wait = tries.Delay * Math.Pow(2, retry);
        wait = wait < tries.MaxDelay ? wait : tries.MaxDelay;
        wait = reason is ServiceBusFailureReason.ServiceBusy && wait < LeastWaitWhenBusy ? LeastWaitWhenBusy : wait;
        return asked > wait ? asked.Value : wait;
    }

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex EntityPath();

    private sealed class PipelineOptions : ClientOptions;
}
