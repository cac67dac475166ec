using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Relais.Hosting;

/// <summary>The one method of a class that is a function, found by its attributes.</summary>
internal sealed class FunctionMethod<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] TFunction, TArgument, TTrigger>
    where TFunction : class
    where TTrigger : Attribute
{
    public FunctionMethod()
    {
        var methods = typeof(TFunction).GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => method.IsDefined(typeof(FunctionAttribute))).ToArray();
        if (methods.Length != 1) throw Wrong($"must have exactly one public method marked [Function], but has {methods.Length}");
        var parameters = methods[0].GetParameters();
        Name = methods[0].GetCustomAttribute<FunctionAttribute>()!.Name;
        if (parameters.Length is 0 or > 2 || parameters[0].ParameterType != typeof(TArgument))
            throw Wrong($"'{Name}' must take a {typeof(TArgument).Name} first and at most a CancellationToken after it");
        Trigger = parameters[0].GetCustomAttribute<TTrigger>()
            ?? throw Wrong($"'{Name}' must mark its first parameter with [{typeof(TTrigger).Name.Replace("Attribute", "", StringComparison.Ordinal)}]");
        Parameter = parameters[0].Name!;
        if (!typeof(Task).IsAssignableFrom(methods[0].ReturnType)) throw Wrong($"'{Name}' must return a Task");
        if (parameters.Length == 2 && parameters[1].ParameterType != typeof(CancellationToken))
            throw Wrong($"'{Name}' takes a {parameters[1].ParameterType.Name} where only a CancellationToken can be given");
        Call = parameters.Length == 2
            ? methods[0].CreateDelegate<Func<TFunction, TArgument, CancellationToken, Task>>()
            : WithoutToken(methods[0].CreateDelegate<Func<TFunction, TArgument, Task>>());
    }

    public string Name { get; }
    public string Parameter { get; }
    public TTrigger Trigger { get; }
    public Func<TFunction, TArgument, CancellationToken, Task> Call { get; }

    private static Func<TFunction, TArgument, CancellationToken, Task> WithoutToken(Func<TFunction, TArgument, Task> call) =>
        (function, argument, _) => call(function, argument);

    private static ArgumentException Wrong(string reason) => new($"{typeof(TFunction).Name}: {reason}.");
}
