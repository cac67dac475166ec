using Relais.Hosting;

namespace Relais.Momentum;

/// <summary>What the room Momentum brings: its tables, its stores, its door.</summary>
public static class MomentumModule
{
    public static IServiceCollection AddMomentum(this IServiceCollection services) => services
        .AddTable(SignalStore.TableName)
        .AddTable(MomentumStore.TableName)
        .AddSingleton<SignalStore>()
        .AddSingleton<KeptPosts>()
        .AddSingleton<TopicStore>()
        .AddSingleton<ShareStore>()
        .AddSingleton<MomentumStore>()
        .AddSingleton<IdleMarks>()
        .AddQueueFunction<MeasureMomentum, MomentumDue>(static () => MomentumJson.Default.MomentumDue);
}
