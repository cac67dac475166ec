namespace Relais.Hosting.Worker;

/// <summary>Names the function that a method is: the name in function.json, in settings and in logs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
