namespace Relais.Hosting;

/// <summary>Says of an endpoint that it answers before tables and queues are there, and when they are not.</summary>
public sealed record WithoutStorage;
