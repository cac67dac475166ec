using Relais.Notifications;
using Relais.Secrets;

namespace Relais.Subscriptions;

/// <summary>Closes anew, each night while the ring holds an older key, what that one closed; a ring of one key has nothing to turn.</summary>
public sealed partial class TurnKeys(KeyRing ring, AddressBook addresses, People people, ILogger<TurnKeys> logger)
{
    [Function(nameof(TurnKeys))]
    public async Task RunAsync([TimerTrigger("0 27 3 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        if (ring.Count == 1)
        {
            return;
        }

        var turned = 0;
        await foreach (var (campaignId, recipient, isCurrent) in addresses.ListAllAsync(cancellationToken))
        {
            // Also of whoever has saved their wishes under the newest key: their name may still be an older one's.
            if (recipient.Person is not null)
            {
                await people.TurnAsync(recipient.Channel, recipient.Address, recipient.Secret, cancellationToken);
            }

            if (!isCurrent)
            {
                await addresses.CloseAnewAsync(campaignId, recipient, cancellationToken);
                turned++;
            }
        }

        if (turned > 0)
        {
            KeysTurned(logger, turned);
        }
    }

    [LoggerMessage(EventId = 602, Level = LogLevel.Information, Message = "Closed {Count} addresses anew with the newest key.")]
    private static partial void KeysTurned(ILogger logger, int count);
}
