using Relais.Secrets;

namespace Relais.Operations.Checks;

/// <summary>The installation's keys: whether there is a ring at all, and whether older ones are still on it.</summary>
internal sealed class KeysCheck(KeyRing ring) : ICheck
{
    public static readonly DeclaredCheck Declaration = new("keys", "the keys that close addresses and sign links", NeedsStorage: false);

    public Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Finding>>(ring.Count == 1 ? [] :
    [
        Finding.Note(
            "keys-older",
            Declaration.About,
            $"{Finding.Count(ring.Count - 1, "older key")} on the ring: whoever has one can still read what it closed.",
            "Once the log of TurnKeys has said nothing for a night, take older ones off as docs/operations.md, Turning keys, tells."),
    ]);
}
