namespace Relais.Secrets;

/// <summary>What the room Secrets brings: the installation's keys, and what closes, names and signs with them.</summary>
public static class SecretsModule
{
    public static IServiceCollection AddSecrets(this IServiceCollection services) => services
        .AddSingleton(provider => KeyRing.Parse(provider.GetRequiredService<IConfiguration>()[KeyRing.Setting]))
        .AddSingleton<Seal>()
        .AddSingleton<KeyedHash>();
}
