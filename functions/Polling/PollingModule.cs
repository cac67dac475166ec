using System.Diagnostics.CodeAnalysis;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>What the room Polling brings: its doors and its sources.</summary>
public static class PollingModule
{
    /// <exception cref="InvalidOperationException">A setting under <c>Polling:X:</c> is wrong; the message says which.</exception>
    public static IServiceCollection AddPolling(this IServiceCollection services, IConfiguration configuration)
    {
        if (XSettings.Refuse(configuration) is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        services.AddOptions<PollingOptions>()
            .Configure(options =>
            {
                options.EveryMinutes = configuration.GetValue("Polling:EveryMinutes", options.EveryMinutes);
                options.IdleMinutes = configuration.GetValue("Polling:IdleMinutes", options.IdleMinutes);
            })
            .Validate(options => options.EveryMinutes is >= 1 and <= 60, "Polling:EveryMinutes must be 1 to 60.")
            .Validate(
                options => options.IdleMinutes >= options.EveryMinutes && options.IdleMinutes <= PollingOptions.MostIdleMinutes,
                $"Polling:IdleMinutes must be 1 to {PollingOptions.MostIdleMinutes}, and not less than Polling:EveryMinutes.")
            .ValidateOnStart();
        var bluesky = BlueskyAccount.Read(configuration);
        return services
            .AddTable(Budgets.TableName)
            .AddSingleton<Budgets>()
            .AddTable(Claims.TableName)
            .AddSingleton<Claims>()
            .AddSingleton<Rhythm>()
            .AddSingleton<ICampaignCosts, CampaignCosts>()
            .AddSingleton(XSettings.Read(configuration))
            .AddJson(SourcesJson.Default)
            .AddSingleton<Announcements>()
            .AddSingleton<Stops>()
            .AddTimerFunction<SchedulePolls>()
            .AddTimerFunction<TellStops>()
            .AddTimerFunction<ForgetPosts>()
            .AddTimerFunction<RefreshPosts>()
            .AddQueueFunction<PollSource, PollDue>(static () => PollingJson.Default.PollDue)
            .AddSource<MastodonSource>(MastodonSource.Declaration)
            .AddSource<BlueskySource>(BlueskySource.Declare(bluesky))
            .AddSingleton(bluesky)
            .AddSingleton<BlueskySession>()
            .AddSingleton<XClient>()
            .AddSingleton<XFields>()
            .AddSource<XSource>(XSource.Declaration)
            .AddSource<XSearchSource>(XSearchSource.Declaration)
            .AddSource<XListSource>(XListSource.Declaration)
            .AddSource<FeedSource>(FeedSource.Declaration);
    }

    public static IEndpointRouteBuilder MapPolling(this IEndpointRouteBuilder routes)
    {
        routes.MapShowSources();
        routes.MapShowTopics();
        routes.MapShowPosts();
        routes.MapShowShares();
        routes.MapShowBudgets();
        routes.MapFollowClosely();
        return routes;
    }

    /// <summary>Lets campaigns follow what once arrived: only in a replay, never in an app that strangers may call.</summary>
    public static IServiceCollection AddReplay(this IServiceCollection services, ReplayTape tape) => services
        .AddSingleton(tape)
        .AddSource<ReplaySource>(ReplaySource.Declaration);

    private static IServiceCollection AddSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSource>(
        this IServiceCollection services, SourceKind declaration)
        where TSource : class, ISource => services
        .AddSingleton(declaration)
        .AddSingleton<ISource, TSource>();
}
