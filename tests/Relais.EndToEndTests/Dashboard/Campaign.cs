namespace Relais.EndToEndTests.Dashboard;

/// <summary>A campaign as the fixture API tells of it.</summary>
public sealed record Campaign(string Id, string Name)
{
    public string[] Hashtags { get; init; } = ["BoîteÀOutils"];

    public string State { get; init; } = "live";

    public bool Snapshot { get; init; } = true;

    public string? Phase { get; init; } = "steady";

    public double Momentum { get; init; } = -0.4;

    public int Firing { get; init; }

    /// <summary>What sites told of it, and its goals; null where the snapshot is of a time when nobody counted either.</summary>
    public object? Submitted { get; init; }

    /// <inheritdoc cref="Submitted"/>
    public object[]? Goals { get; init; }

    /// <summary>A campaign with three alerts, three gaps and a full curve, or one with nothing counted yet.</summary>
    public bool Busy { get; init; }

    public static Campaign Surging { get; } =
        new("c_surging", "Sauvons la bibliothèque") { Phase = "surge", Momentum = 5.2, Firing = 1, Busy = true };

    public static Campaign Steady { get; } = new("c_steady", "Climat : on y va");
}
