using System.Text.Json.Serialization.Metadata;

namespace Relais.Hosting;

/// <summary>One function as its file declares it: a name, what triggers it, and the call that runs it.</summary>
internal abstract record FunctionDeclaration(string Name);

/// <summary>A function that runs on a schedule; the parameter's name is the name of its binding.</summary>
internal sealed record TimerFunction(
    string Name,
    string Parameter,
    TimerTriggerAttribute Trigger,
    Func<IServiceProvider, TimerInfo, CancellationToken, Task> Run) : FunctionDeclaration(Name);

/// <summary>A function that drains one queue; <c>Run</c> is handed the message as it was sent, in JSON.</summary>
internal sealed record QueueFunction(
    string Name,
    string Parameter,
    string Queue,
    Func<JsonTypeInfo> Json,
    Func<IServiceProvider, ReadOnlyMemory<byte>, CancellationToken, Task> Run) : FunctionDeclaration(Name);

/// <summary>A group of HTTP endpoints below one route.</summary>
internal sealed record HttpFunction(string Name, string Route) : FunctionDeclaration(Name);
