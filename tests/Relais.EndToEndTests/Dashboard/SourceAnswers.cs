using System.Text.Json;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>What <c>/api/campaigns/…/sources</c>, <c>…/topics</c> and <c>/api/budgets</c> answer, in the shape that the page is promised.</summary>
internal static class SourceAnswers
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static object Answering { get; } = Source("mastodon", "mastodon.social", asked: Now.AddMinutes(-3), gaps: [Gap(-9, -8, "answered 503", "une réponse d'erreur (503)", recovered: true)]);

    public static object Stopped { get; } = Source(
        "mastodon",
        "piaille.fr",
        asked: Now.AddHours(-6),
        quietUntil: Now.AddMinutes(40),
        why: ("the instance does not show hashtags to strangers (403)", "l'instance ne montre pas les hashtags aux inconnus (403)"),
        stoppedSince: Now.AddHours(-6),
        advice: ("Look at the campaign's sources and hashtags.", "Vérifiez les sources et les hashtags de la campagne."),
        gaps:
        [
            Gap(-30, -28.5, "timeout", "pas de réponse à temps"),
            Gap(-100, -98, "timeout", "pas de réponse à temps", recovered: true),
            Gap(-6, null, "the instance does not show hashtags to strangers (403)", "l'instance ne montre pas les hashtags aux inconnus (403)"),
        ]);

    public static object Costing { get; } = Source("x", "api.x.com", asked: Now.AddMinutes(-52), everyMinutes: 60, dollarsAMonth: 3.6m);

    public static object Budget { get; } = new { kind = "x", month = "2026-11", spent = 3.205m, cap = 5m, projected = 4.4m, requests = 641, questions = 1, everyMinutes = 60, resetsAt = Now, off = (string?)null };

    public static (IReadOnlyList<object> Hashtags, IReadOnlyList<object> Sources) Topics { get; } = (
        [Topic("RepairCafé", 41, rising: 4.21), Topic("修理", 12, atLeast: 9, rising: 1.4), Topic("إصلاح", 3, rising: 0.5, followed: true)],
        [Known("mastodon", "mastodon.social"), Known("x", "api.x.com", ("X tells numbers only", "X ne donne que des nombres"))]);

    public static string Say(object answer) => JsonSerializer.Serialize(answer, Web);

    public static object Source(
        string kind,
        string host,
        string? url = null,
        string[]? hashtags = null,
        DateTimeOffset? asked = null,
        int? everyMinutes = 5,
        DateTimeOffset? quietUntil = null,
        (string En, string Fr)? why = null,
        DateTimeOffset? stoppedSince = null,
        (string En, string Fr)? advice = null,
        object[]? gaps = null,
        decimal? dollarsAMonth = 0) => new
        {
            kind, host, url, hashtags = hashtags ?? ["boiteaoutils"], askedUntil = asked, everyMinutes, quietUntil, signals = 7,
            reason = why?.En, why = Both(why), stoppedSince, advice = Both(advice), gaps = gaps ?? [], dollarsAMonth, engagement = (object?)null,
        };

    /// <param name="from">Hours from now.</param>
    /// <param name="until">The same; null while it lasts.</param>
    public static object Gap(double from, double? until, string english, string french, bool recovered = false) =>
        new { from = Now.AddHours(from), until = until is { } hours ? Now.AddHours(hours) : (DateTimeOffset?)null, reason = english, why = Both((english, french)), recovered };

    public static object Topic(string hashtag, int posts, int? atLeast = null, double? rising = null, bool followed = false) =>
        new { hashtag, posts, recent = posts, rising, atLeast = atLeast ?? posts, followed };

    /// <param name="why">Why nothing is known; null where something is.</param>
    public static object Known(string kind, string host, (string En, string Fr)? why = null) => new { kind, host, known = why is null, reason = why?.En, why = Both(why) };

    private static object? Both((string En, string Fr)? words) => words is { } both ? new { en = both.En, fr = both.Fr } : null;
}
