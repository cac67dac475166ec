namespace Relais.Intake.Signing;

/// <summary>The secrets of an inlet that are taken at an instant.</summary>
internal static class LiveSecrets
{
    /// <summary>Newest first; those that are being replaced are among them until their time is over.</summary>
    public static IReadOnlyList<string> SecretsAt(this Inlet inlet, DateTimeOffset now) =>
        [.. inlet.Secrets.Where(secret => secret.Until is not { } until || now < until).Select(secret => secret.Value)];
}
