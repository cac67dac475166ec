using Relais.Notifications;

namespace Relais.Operations.Checks;

/// <summary>What is said of what keeps notifications from people. Pure.</summary>
internal static class DeliveriesWords
{
    public const string About = "deliveries";

    // Why it was halted are a person's own words: GET /api/halt shows them.
    public static IEnumerable<Finding> OfHalts(IEnumerable<Halt> halts) => halts.OrderBy(halt => halt.Since).Select(halt => Finding.Warning(
        "deliveries-halted",
        About,
        $"Nothing is sent{(halt.Scope == Brakes.Everything ? "" : $" of {halt.Scope}")} since {Finding.Time(halt.Since)}: somebody has halted it.",
        "GET /api/halt says who and why; POST /api/resume has it go on."));

    public static IEnumerable<Finding> OfDestinations(IReadOnlyList<Pause> pauses) => pauses.Count == 0 ? [] :
    [
        Finding.Warning(
            "destinations-resting",
            About,
            $"{Finding.Count(pauses.Count, "destination is", "destinations are")} left alone for a while: {Finding.Names([.. pauses.Select(pause => $"{pause.Destination} ({pause.Reason})").Order(StringComparer.Ordinal)])}.",
            "Nothing is lost: they are tried again. Where it lasts, docs/operations.md, Destinations that do not answer, tells what the reasons mean."),
    ];

    public static IEnumerable<Finding> OfUnsent(IReadOnlyList<(string Campaign, int Deliveries)> dead) => dead.Count == 0 ? [] :
    [
        Finding.Warning(
            "deliveries-unsent",
            About,
            $"{Finding.Count(dead.Sum(one => (long)one.Deliveries), "delivery", "deliveries")} of the last day ended without being sent: {Finding.Names([.. dead.Select(one => $"{one.Campaign} ({one.Deliveries})")])}.",
            "GET /api/campaigns/{campaign}/dead-letters says why; POST /api/campaigns/{campaign}/replays tries them again."),
    ];

    public static IEnumerable<Finding> OfMail(bool isMissing) => !isMissing ? [] :
    [
        Finding.Error("mail-unset", "mail", "People are to be told by e-mail, and no mail server is set.", "Set Smtp:Host and Smtp:From as docs/operations.md, Sending e-mail, tells."),
    ];

    public static IEnumerable<Finding> OfAddresses(AddressesOff off) => off.Count == 0 ? [] :
    [
        Finding.Note(
            "addresses-off",
            About,
            $"{(off.IsAll ? "" : "At least ")}{Finding.Count(off.Count, "address is", "addresses are")} switched off, because nothing reached {(off.Count == 1 ? "it" : "them")} any more.",
            "GET /api/campaigns/{campaign}/subscriptions/reach says how many by which channel; ask for new ones, or take the subscriptions away."),
    ];
}
