using Relais.Access;
using Relais.Alerts;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Notifications.Smtp;
using Relais.Operations;
using Relais.Operations.Checks;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Operations;

/// <summary>What each look makes of what it saw, by tables: when something is told, how much it matters, and in which words.</summary>
public sealed class FindingsTests
{
    private static readonly DateTimeOffset Now = RelaisApp.Morning;

    [Theory]
    [InlineData(0, null, null, "")]
    [InlineData(403, "AuthorizationPermissionMismatch", null, "error storage-refused Tables refuse us (403 AuthorizationPermissionMismatch).|Give the app's identity the role Storage Table Data Contributor on the storage account; it counts some minutes later.")]
    [InlineData(403, "AuthorizationFailure", null, "error storage-refused Tables refuse us (403 AuthorizationFailure).|Look at the account's firewall, and whether the app's identity has the role Storage Table Data Contributor on it.")]
    [InlineData(401, null, null, "error storage-refused Tables refuse us (401).|Look at the account's firewall, and whether the app's identity has the role Storage Table Data Contributor on it.")]
    [InlineData(503, null, null, "error storage-silent Tables do not answer: status 503.|Look whether AzureWebJobsStorage names the right account, whether its firewall lets this app in, and whether the emulator runs where it is one.")]
    [InlineData(404, null, null, "error storage-silent Tables do not answer as they should: status 404.|Look whether AzureWebJobsStorage names a storage account that has tables and queues.")]
    [InlineData(400, "InvalidInput", null, "error storage-silent Tables do not answer as they should: status 400 InvalidInput.|Look whether AzureWebJobsStorage names a storage account that has tables and queues.")]
    [InlineData(0, null, "no connection", "error storage-silent Tables do not answer: no connection.|Look whether AzureWebJobsStorage names the right account, whether its firewall lets this app in, and whether the emulator runs where it is one.")]
    public void What_storage_said_is_told_with_what_to_give(int status, string? code, string? silence, string expected) =>
        Assert.Equal(expected, Told(StorageAnswer.FindingsOf([new StorageAnswer("Tables", status, code, silence)])));

    [Fact]
    public void Queues_want_a_role_of_their_own() =>
        Assert.Contains("the role Storage Queue Data Contributor on", Told(StorageAnswer.FindingsOf([new StorageAnswer("Queues", 403, "AuthorizationPermissionMismatch")])), StringComparison.Ordinal);

    [Theory]
    [InlineData(299, 999, "")]
    [InlineData(300, 0, "error storage-clock Our clock is 5 minutes ahead of storage's.")]
    [InlineData(-3660, 0, "error storage-clock Our clock is 61 minutes behind storage's.")]
    [InlineData(0, 1000, "warning storage-slow Tables took 1.0 seconds to answer one small question.")]
    [InlineData(600, 2500, "warning storage-slow Tables took 2.5 seconds to answer one small question.; error storage-clock Our clock is 10 minutes ahead of storage's.")]
    public void A_clock_that_is_wrong_and_storage_that_is_slow_are_told(int aheadSeconds, int tookMilliseconds, string expected) =>
        Assert.Equal(expected, Said(StorageAnswer.FindingsOf([new StorageAnswer("Tables", Took: TimeSpan.FromMilliseconds(tookMilliseconds), Ahead: TimeSpan.FromSeconds(aheadSeconds))])));

    [Theory]
    [InlineData(16, null, "error snapshots-old 1 live campaign has no snapshot of the last 15 minutes: climat.")]
    [InlineData(15, null, "")]
    [InlineData(600, 15, "")]
    [InlineData(600, 16, "error snapshots-old 1 live campaign has no snapshot of the last 15 minutes: climat.")]
    public void A_campaign_without_a_fresh_snapshot_is_told_once_it_has_been_live_for_long_enough(int liveMinutes, int? takenMinutes, string expected) =>
        Assert.Equal(expected, Said(TimersCheck.OfSnapshots([("climat", Now.AddMinutes(-liveMinutes), (DateTimeOffset?)(takenMinutes is { } taken ? Now.AddMinutes(-taken) : null))], Now)));

    [Fact]
    public void Of_many_names_the_first_five_are_told() => Assert.Equal(
        "error snapshots-old 7 live campaigns have no snapshot of the last 15 minutes: c1, c2, c3, c4, c5 and 2 more.",
        Said(TimersCheck.OfSnapshots([.. Enumerable.Range(1, 7).Select(number => ($"c{number}", Now.AddDays(-1), (DateTimeOffset?)null))], Now)));

    [Theory]
    [InlineData(10, "")]
    [InlineData(11, "error alerts-unsaid 1 alert should have been said and was not, the oldest since 2026-03-02 07:49 UTC.")]
    public void An_alert_that_waits_for_longer_than_ten_minutes_is_told(int minutes, string expected) => Assert.Equal(expected, Said(TimersCheck.OfAlerts([Now.AddMinutes(-minutes), Now], Now)));

    [Theory]
    [InlineData(5, 25, false, "")]
    [InlineData(5, 26, false, "error polls-late 1 of 1 question was not put for longer than its rhythm, the first since 2026-03-02 07:34 UTC.")]
    [InlineData(60, 135, false, "")]
    [InlineData(60, 136, false, "error polls-late 1 of 1 question was not put for longer than its rhythm, the first since 2026-03-02 05:44 UTC.")]
    [InlineData(5, 26, true, "")]
    public void A_question_that_nobody_puts_is_told_unless_its_source_wants_quiet(int everyMinutes, int agoMinutes, bool isQuiet, string expected)
    {
        var cursor = Cursor.None with { AskedUntil = Now.AddMinutes(-agoMinutes), QuietUntil = isQuiet ? Now.AddMinutes(1) : null };

        Assert.Equal(expected, Said(SourcesCheck.OfRhythm([new StandingQuestion("mastodon at a.example", ["climat"], Now.AddDays(-9), everyMinutes, cursor)], Now)));
    }

    [Fact]
    public void A_question_that_was_asked_for_a_moment_ago_is_not_late() =>
        Assert.Empty(SourcesCheck.OfRhythm([new StandingQuestion("mastodon at a.example", ["climat"], Now.AddMinutes(-20), 5, Cursor.None)], Now));

    [Fact]
    public void A_source_that_said_no_has_stopped_one_that_failed_just_now_is_blind_and_neither_tells_an_address()
    {
        var failing = Cursor.None with { Reason = "moved for good (301); follow https://a.example/secret instead", FailingSince = Now.AddMinutes(-5), BlindSince = Now.AddMinutes(-5) };
        var question = new StandingQuestion("feed at a.example", ["climat", "river"], Now.AddDays(-9), 5, failing);

        Assert.Equal("note source-blind feed at a.example (climat, river) has not answered since 2026-03-02 07:55 UTC: moved for good (301).", Said(SourcesCheck.Of(question, Now)));
        Assert.Equal(
            "warning source-stopped Nothing is read from feed at a.example (climat, river) since 2026-03-02 07:55 UTC: moved for good (301).|Look at the campaign's sources and hashtags, and change what is wrong there; it is tried again by itself.",
            Told(SourcesCheck.Of(question with { Cursor = failing with { IsDenied = true } }, Now)));
        Assert.Empty(SourcesCheck.Of(question with { Cursor = Cursor.None }, Now));
    }

    [Theory]
    [InlineData(100, "")]
    [InlineData(800, "")]
    [InlineData(801, "warning budget-nearly-spent x has cost $0.80 of the $1.00 that this month may cost.")]
    [InlineData(1000, "error budget-spent x has cost $1.00 of the $1.00 that this month may cost: nothing more is read until 2026-04-01.")]
    [InlineData(998, "error budget-spent x has cost $1.00 of the $1.00 that this month may cost: nothing more is read until 2026-04-01.")]
    public void Money_is_told_once_four_fifths_are_gone_and_once_nothing_more_can_be_asked(int spentMills, string expected) =>
        Assert.Equal(expected, Said(Single(BudgetsCheck.Of(Network(spentMills, questions: 0), Now))));

    [Fact]
    public void So_is_money_that_is_stretched_to_last()
    {
        // A question every five minutes costs 43 dollars a month.
        Assert.Equal(
            "warning budget-short x has cost $0.10 of the $1.00 that this month may cost, and will use all of it before 2026-04-01: x is asked less often, so that it lasts.",
            Said(Single(BudgetsCheck.Of(Network(100, questions: 40), Now))));
    }

    [Theory]
    [InlineData(SmtpFault.Dns, "dns", "error mail-silent The mail server is not reached (dns).")]
    [InlineData(SmtpFault.Timeout, "timeout", "error mail-silent The mail server is not reached (timeout).")]
    [InlineData(SmtpFault.Tls, "tls", "error mail-tls The mail server offers no encryption that can be trusted.")]
    [InlineData(SmtpFault.SignIn, "no way to sign in", "error mail-refused The mail server does not let us in (no way to sign in).")]
    [InlineData(SmtpFault.Reply, "535", "error mail-refused The mail server does not let us in (535).")]
    public void A_mail_server_is_told_by_how_far_we_came(object fault, string reason, string expected) => Assert.Equal(expected, Said(Single(MailCheck.Of((SmtpFault)fault, reason))));

    [Theory]
    [InlineData(true, true, 0, 5, "")]
    [InlineData(false, true, 0, 5, "warning telegram-not-connected Telegram does not bring here what people write to the bot: nobody can join by it, and /stop is not heard.")]
    [InlineData(false, false, 0, 5, "note telegram-not-connected Telegram does not bring here what people write to the bot: /stop is not heard.")]
    [InlineData(true, true, 3, 5, "warning telegram-waits Telegram could not bring here 3 messages that people wrote to the bot, last at 2026-03-02 07:55 UTC.")]
    [InlineData(true, true, 3, 60, "")]
    public void A_bot_is_told_that_brings_nothing_here(bool isConnected, bool isNamed, int pending, int failedMinutes, string expected) =>
        Assert.Equal(expected, Said(TelegramCheck.Of(new TelegramStanding(isConnected, pending, Now.AddMinutes(-failedMinutes), "Wrong response from the webhook"), isNamed, Now)));

    [Theory]
    [InlineData("admin", null, "")]
    [InlineData("write", null, "error access-no-admin No key of scope admin is valid: nobody can give or take keys.")]
    [InlineData("admin", 0, "error access-no-admin No key of scope admin is valid: nobody can give or take keys.")]
    [InlineData("admin", 15, "")]
    [InlineData("admin", 10, "warning access-admin-ends In 14 days no key of scope admin will be valid any more.; warning access-ends 1 key will expire within 14 days, the first on 2026-03-12 08:00 UTC.")]
    public void Keys_are_told_before_the_last_of_them_ends(string scope, int? daysLeft, string expected) =>
        Assert.Equal(expected, Said(AccessCheck.Of([new OrganiserKey("k", "Ada", scope, Now.AddDays(-30), daysLeft is { } days ? Now.AddDays(days) : null)], Now)));

    [Fact]
    public void Refused_calls_are_told_from_ten_a_day_on_by_the_site_that_sent_them()
    {
        RefusedCalls[] refused =
        [
            new("tally", "climat", "no signature", 3), new("tally", "river", "wrong signature", 7), new("tally", "river", "no JSON", 90),
            new("stripe", "climat", "wrong signature", 9),
        ];

        Assert.Equal("warning inlet-refuses 10 calls of tally to climat, river were refused within a day: wrong signature, no signature.", Said(InletsCheck.Of(refused)));
        Assert.Equal("error inlet-unreadable The key that closed the secret of 2 inlets is not on the ring, so that no call there is taken: climat.", Said(InletsCheck.OfUnreadable(["climat", "climat"])));
    }

    [Fact]
    public void Deliveries_that_ended_unsent_are_those_of_the_last_day_and_of_versions_that_speak_for_themselves()
    {
        Telling Of(int version, int hoursAgo, int failed, ToldIn? told = null) => new(version, Telling.Firing, "first", Now.AddHours(-hoursAgo), [], told, new DeliveryCounts(0, 5, 0, failed, 1, 0));
        var alert = Make.Surge("climat", Now) with { Tellings = [Of(1, 25, 7), Of(2, 23, 2), Of(3, 1, 4), Of(4, 1, 50, new ToldIn("other", 1))] };

        Assert.Equal(8, DeliveriesCheck.DeadOf([alert], Now.AddDays(-1)));
    }

    [Theory]
    [InlineData(0, true, "")]
    [InlineData(1, true, "note addresses-off 1 address is switched off, because nothing reached it any more.")]
    [InlineData(12, true, "note addresses-off 12 addresses are switched off, because nothing reached them any more.")]
    [InlineData(1000, false, "note addresses-off At least 1,000 addresses are switched off, because nothing reached them any more.")]
    public void Addresses_that_are_off_are_counted(int count, bool isAll, string expected) => Assert.Equal(expected, Said(DeliveriesWords.OfAddresses(new AddressesOff(count, isAll))));

    private static NetworkPacing Network(int spentMills, int questions) => new("x", ["x"], [new Pacing(
        new Budget(5, 1_000, new Spending(spentMills, 1), null),
        [.. Enumerable.Range(0, questions).Select(number => new Demand($"q{number}", Now.AddDays(-1), null, null, false))],
        5,
        60,
        Now)]);

    private static IEnumerable<Finding> Single(Finding? finding) => finding is null ? [] : [finding];

    private static string Said(IEnumerable<Finding> findings) => string.Join("; ", findings.Select(finding => $"{finding.Level.ToString().ToLowerInvariant()} {finding.Id} {finding.Says}"));

    private static string Told(IEnumerable<Finding> findings) => string.Join("; ", findings.Select(finding => $"{finding.Level.ToString().ToLowerInvariant()} {finding.Id} {finding.Says}|{finding.Do}"));
}
