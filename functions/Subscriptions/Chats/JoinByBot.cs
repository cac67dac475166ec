using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Notifications.Channels;
using static Relais.Subscriptions.PublicPage;

namespace Relais.Subscriptions.Chats;

/// <summary>Leads whoever wants to be told in a chat to the bot, with a code by which it knows there what they asked for here.</summary>
internal sealed class JoinByBot(TelegramBot bot, ChatWishStore wishes, TimeProvider time)
{
    /// <summary>Keeps a wish and shows the link that confirms it.</summary>
    /// <param name="draft">Free of faults, and without an address.</param>
    /// <param name="invitation">The link for a group by which they come; null for none.</param>
    public async Task<ContentHttpResult> AskAsync(HttpContext context, string language, Campaign campaign, SubscriptionDraft draft, string? invitation, CancellationToken cancellationToken)
    {
        var code = ChatWishStore.DrawCode();
        await wishes.AddAsync(code, campaign.Id, draft, invitation, time.GetUtcNow(), cancellationToken);
        return Show(context, language, code);
    }

    /// <summary>The link, as a button and in words for whoever has Telegram elsewhere.</summary>
    public ContentHttpResult Show(HttpContext context, string language, string code) => MemberPages.Say(
        context,
        language,
        ChatText.Next,
        ChatText.NextText,
        Html($"""
            <p><a class="button" href="{bot.LinkTo(code)}" rel="noopener noreferrer">{ChatText.Open.In(language)}</a></p>
            <p class="quiet">{ChatText.ByHand.In(language)} <strong>@{bot.Name}</strong>, <code>/start {code}</code></p>
            """));
}
