using System.Reflection;
using Relais.Hosting.Worker;

namespace Relais.Benchmarks.App;

/// <summary>Settings that turn functions off, so that what happens to be due while something is measured is not counted with it.</summary>
internal static class FunctionsOff
{
    /// <summary>All timers that the app has, now and later, but these.</summary>
    public static Dictionary<string, string?> TimersBut(params string[] running) => typeof(WholeApp).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetParameters().Any(parameter => parameter.IsDefined(typeof(TimerTriggerAttribute))))
        .Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name)
        .Except(running, StringComparer.Ordinal)
        .ToDictionary(Setting, _ => (string?)"true", StringComparer.Ordinal);

    public static Dictionary<string, string?> And(this Dictionary<string, string?> off, string function)
    {
        off[Setting(function)] = "true";
        return off;
    }

    private static string Setting(string function) => $"AzureWebJobs.{function}.Disabled";
}
