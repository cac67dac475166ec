namespace Relais.Tests.Storage;

/// <summary>One queue by the documented rules of Service Bus: repeated names dropped, messages seen when their time has come, locked, handed out again, put aside.</summary>
internal sealed class FakeBusQueue(TimeProvider clock)
{
    // The defaults of a queue (duplicate-detection, message-transfers-locks-settlement), and the attempts that ours are made with.
    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LockFor = TimeSpan.FromMinutes(1);
    private const int MostDeliveries = 5;

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> names = new(StringComparer.Ordinal);
    private readonly List<FakeBusMessage> messages = [];
    private readonly List<FakeBusMessage> aside = [];
    private long numbers;

    public IReadOnlyList<string> Bodies => Select(messages, message => message.Body);

    public IReadOnlyList<string> Aside => Select(aside, message => message.Body);

    /// <summary>Those that can be handed out now.</summary>
    public int Seen
    {
        get
        {
            lock (gate) return messages.Count(IsFree);
        }
    }

    /// <summary>How many repeated names were dropped.</summary>
    public int Dropped { get; private set; }

    public void Put(string name, string body, DateTimeOffset? scheduled = null)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (names.TryGetValue(name, out var before) && now - before < DuplicateWindow)
            {
                Dropped++;
                return;
            }

            names[name] = now;
            messages.Add(new FakeBusMessage(name, body, ++numbers, now) { From = scheduled ?? now });
        }
    }

    /// <summary>Puts a message where those go that nobody could handle.</summary>
    public void PutAside(string body, string? name = null)
    {
        lock (gate) aside.Add(new FakeBusMessage(name ?? Guid.CreateVersion7().ToString(), body, ++numbers, clock.GetUtcNow()) { Deliveries = MostDeliveries });
    }

    public FakeBusMessage? TakeLock(bool fromAside)
    {
        lock (gate)
        {
            var found = (fromAside ? aside : messages).Find(IsFree);
            if (found is null) return null;
            found.LockToken = Guid.CreateVersion7().ToString();
            found.LockedUntil = clock.GetUtcNow() + LockFor;
            found.Deliveries++;
            return found;
        }
    }

    /// <summary>Takes a message away, or gives it back; false when its lock is over.</summary>
    public bool Settle(long number, string lockToken, bool complete)
    {
        lock (gate)
        {
            var list = aside.Exists(message => message.Number == number) ? aside : messages;
            var found = list.Find(message => message.Number == number && message.LockToken == lockToken && message.LockedUntil > clock.GetUtcNow());
            if (found is null) return false;
            found.LockToken = null;
            found.LockedUntil = default;
            if (complete || (list == messages && found.Deliveries >= MostDeliveries)) list.Remove(found);
            if (!complete && list == messages && found.Deliveries >= MostDeliveries) aside.Add(found);
            return true;
        }
    }

    private bool IsFree(FakeBusMessage message) => message.From <= clock.GetUtcNow() && message.LockedUntil <= clock.GetUtcNow();

    private List<string> Select(List<FakeBusMessage> list, Func<FakeBusMessage, string> of)
    {
        lock (gate) return [.. list.Select(of)];
    }
}

/// <summary>One message as the queue keeps it.</summary>
internal sealed record FakeBusMessage(string Name, string Body, long Number, DateTimeOffset SentAt)
{
    public DateTimeOffset From { get; init; }

    public string? LockToken { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    public int Deliveries { get; set; }
}
