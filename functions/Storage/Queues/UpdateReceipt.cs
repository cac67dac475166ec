namespace Relais.Storage.Queues;

/// <summary>The lease that an update gave.</summary>
public sealed class UpdateReceipt
{
    internal UpdateReceipt(string popReceipt, DateTimeOffset nextVisibleOn)
    {
        PopReceipt = popReceipt;
        NextVisibleOn = nextVisibleOn;
    }

    /// <summary>Proves the lease from now on; the receipt before it is void.</summary>
    public string PopReceipt { get; }

    /// <summary>When the lease ends.</summary>
    public DateTimeOffset NextVisibleOn { get; }
}
