using Microsoft.AspNetCore.Html;
using static Relais.Subscriptions.PublicPage;

namespace Relais.Snapshots;

/// <summary>The part of a public page that shows the goals: bars that need no script, and say the same to whoever does not see them.</summary>
internal static class GoalSection
{
    /// <summary>Nothing where there are no goals.</summary>
    public static IHtmlContent Render(IReadOnlyList<GoalBar> bars, string language) => bars.Count == 0 ? Nothing : Html($"""
        <section class="card" aria-labelledby="goals-title">
        <h2 id="goals-title">{(language == "fr" ? "Les objectifs" : "The goals")}</h2>
        <ul class="goals">{All(bars.Select(bar => Bar(bar, language)))}</ul>
        </section>
        """);

    // The number stands beside it as text: the bar itself is for eyes alone.
    private static IHtmlContent Bar(GoalBar bar, string language) => Html($"""
        <li><p><span>{bar.Label}</span> <strong>{bar.Share(language)}</strong></p>
        <progress aria-hidden="true" max="100" value="{bar.Filled}"></progress>
        <p class="quiet">{bar.Sum(language)}</p></li>
        """);
}
