using System.Globalization;
using Relais.Notifications;

namespace Relais.Operations.Costs;

/// <summary>What a month asks for, before anybody puts a price on it.</summary>
internal sealed record MonthlyUse
{
    // X's price list (docs/x.md): a request for counts.
    private const double DollarsAnXRequest = 0.005;

    private const double RecipientsAPage = Ledger.MostRecipientsAPage;

    // What Flex Consumption charges an execution at least (learn.microsoft.com/azure/azure-functions/flex-consumption-plan, billing).
    private const double LeastSeconds = 1;

    // Guesses, and said to be: a source's answer; a page of webhooks at 64 at once and 300 ms each; a mail at a relay that takes 14 a second.
    private const double SecondsAPoll = 2;
    private const double SecondsAPage = 3;
    private const double SecondsAMail = 1.0 / 14;

    private const double Gigabyte = 1_000_000_000;

    public double TimerRuns { get; private init; }
    public double Executions { get; private init; }
    public double GigabyteSeconds { get; private init; }
    public double TableRequests { get; private init; }
    public double QueueRequests { get; private init; }
    public double Leases { get; private init; }
    public double TableGigabytes { get; private init; }
    public double EgressGigabytes { get; private init; }
    public double SecretReads { get; private init; }
    public double Mails { get; private init; }
    public double Deliveries { get; private init; }
    public double XDollarsWanted { get; private init; }
    public string XNote { get; private init; } = "";

    /// <summary>Most messages that any one alert puts into one queue at once.</summary>
    public double PagesAnAlert { get; private init; }

    public static MonthlyUse Of(Workload month, Frequencies often)
    {
        var minutes = Bill.MinutesAMonth;
        var (campaigns, alerts, joins, submissions) = (month["campaigns"], month["alerts"], month["joins"], month["submissions"]);
        var deliveries = alerts * month["members"];
        var failed = deliveries * month["failing-share"] / 100;
        var pages = alerts * Math.Ceiling(month["members"] / RecipientsAPage);
        var polls = campaigns * often.QuestionsACampaign * minutes / often.EveryMinutes;
        var xWanted = campaigns * often.XQuestionsACampaign * minutes / often.EveryMinutes;
        var xPolls = Math.Min(xWanted, month["x-dollars"] / DollarsAnXRequest);
        var refreshes = month["dashboard-hours"] * 120;
        var mails = (deliveries * month["mail-share"] / 100) + (2 * joins);
        var timers = often.TimerRunsAMonth.Sum();

        // A poll, what is judged of it, an alert's group and plan, its pages, later tries by the page, what follows a submission, letters to who joins.
        var messages = (2 * (polls + xPolls)) + (2 * alerts) + (2 * pages) + submissions + (2 * joins);
        var calls = submissions + month["visits"] + refreshes + (3 * joins);
        var seconds = ((timers + calls + messages - polls - xPolls - pages) * LeastSeconds) + ((polls + xPolls) * SecondsAPoll) + (pages * SecondsAPage) + (mails * SecondsAMail);

        var all = (minutes * Measured.IdleMinute)
            + ((polls + xPolls) * (Measured.Poll + Measured.CampaignJudged))
            + (month["posts"] / 1000 * Measured.ThousandPosts)
            + (campaigns * minutes / 5 * Measured.Snapshot)
            + (alerts * Measured.Alert) + (deliveries / 1000 * Measured.ThousandDeliveries) + (failed * Measured.FailedDelivery)
            + (submissions * Measured.Submission) + (joins * Measured.Join)
            + (month["visits"] * Measured.Visit) + (refreshes * Measured.DashboardRefresh);
        var queued = messages * Measured.RequestsAMessage;
        return new MonthlyUse
        {
            TimerRuns = timers,
            Executions = timers + messages + calls,
            GigabyteSeconds = seconds * month["memory"] / 1024,
            TableRequests = Math.Max(0, all - queued),
            QueueRequests = queued + (often.Queues * minutes),
            Leases = often.TimerRunsAMonth.Count * 2 * minutes,
            TableGigabytes = 12 * (deliveries + month["posts"] + submissions + (campaigns * minutes / 5)) * 1_000 / Gigabyte,
            EgressGigabytes = ((month["visits"] * 100_000) + (refreshes * 50_000) + (deliveries * 3_000)) / Gigabyte,
            SecretReads = 30 * 10 * 24,
            Mails = mails,
            Deliveries = deliveries,
            XDollarsWanted = xWanted * DollarsAnXRequest,
            XNote = month["x-dollars"] == 0 ? "off" : string.Create(CultureInfo.InvariantCulture, $"asked each {often.EveryMinutes} minutes it would be {xWanted * DollarsAnXRequest:0.00} dollars; never more than the cap"),
            PagesAnAlert = Math.Ceiling(month["members"] / RecipientsAPage),
        };
    }
}
