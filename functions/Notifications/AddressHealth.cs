using System.Collections.Concurrent;

namespace Relais.Notifications;

/// <summary>Notes, while a page is delivered, which addresses have begun to fail, go on failing, are gone for good, or are well again.</summary>
internal sealed class AddressHealth(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Recipient> changed = new(StringComparer.Ordinal);

    /// <summary>Recipients whose health is another now than when the page was read.</summary>
    public IReadOnlyCollection<Recipient> Changed => [.. changed.Values];

    public void Note(Recipient recipient, DeliveryOutcome outcome)
    {
        var after = HealthRule.After(recipient.Health, outcome, time.GetUtcNow());
        if (after != recipient.Health)
        {
            changed[recipient.Id] = recipient with { Health = after };
        }
    }
}
