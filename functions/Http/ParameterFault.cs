using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;

namespace Relais.Http;

/// <summary>Finds which value in a request's path, query or headers could not be read as its parameter.</summary>
internal static partial class ParameterFault
{
    /// <summary>The framework names the parameter only in its message, beside what was sent; the name alone is taken.</summary>
    public static FieldError Explain(string message, HttpContext context)
    {
        if (message.EndsWith("was not provided from body.", StringComparison.Ordinal)
            || message.StartsWith("Implicit body inferred", StringComparison.Ordinal))
        {
            return new FieldError("body", "is required.");
        }

        if (FailedToBind().Match(message) is { Success: true } failed)
        {
            return new FieldError(SentName(failed.Groups["name"].Value, context), "has the wrong type or form.");
        }

        return NotProvided().Match(message) is { Success: true } missing
            ? new FieldError(SentName(missing.Groups["name"].Value, context), "is required.")
            : new FieldError("body", "could not be read.");
    }

    /// <summary>For an optional parameter the generated code gives 400 and no name, so every one that was sent is tried again.</summary>
    public static IReadOnlyList<FieldError> Find(HttpContext context)
    {
        FieldError[] found =
        [
            .. Parameters(context)
                .Where(parameter => parameter is { HasTryParse: true, IsOptional: true })
                .Select(parameter => (Name: SentName(parameter), parameter.ParameterInfo.ParameterType))
                .Where(parameter => Sent(parameter.Name, context) is { Length: > 0 } text && !CanRead(text, parameter.ParameterType))
                .Select(parameter => new FieldError(parameter.Name, "has the wrong type or form.")),
        ];
        return found.Length > 0 ? found : [new FieldError("body", "could not be read.")];
    }

    private static IEnumerable<IParameterBindingMetadata> Parameters(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [];

    private static string SentName(string name, HttpContext context) =>
        Parameters(context).FirstOrDefault(parameter => parameter.Name == name) is { } known ? SentName(known) : name;

    private static string SentName(IParameterBindingMetadata parameter)
    {
        var attributes = parameter.ParameterInfo.GetCustomAttributes(inherit: false);
        return attributes.OfType<IFromQueryMetadata>().FirstOrDefault()?.Name
            ?? attributes.OfType<IFromRouteMetadata>().FirstOrDefault()?.Name
            ?? attributes.OfType<IFromHeaderMetadata>().FirstOrDefault()?.Name
            ?? parameter.Name;
    }

    private static string? Sent(string name, HttpContext context) =>
        context.Request.RouteValues[name] as string ?? context.Request.Query[name].ToString() switch
        {
            "" => context.Request.Headers[name],
            var query => query,
        };

    // Trimming leaves of the framework's types what is named: those that parameters have. Types of our own are kept whole.
    [DynamicDependency("TryParse", typeof(bool))]
    [DynamicDependency("TryParse", typeof(int))]
    [DynamicDependency("TryParse", typeof(long))]
    [DynamicDependency("TryParse", typeof(Guid))]
    [DynamicDependency("TryParse", typeof(DateOnly))]
    [DynamicDependency("TryParse", typeof(DateTimeOffset))]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "What is asked for is named above.")]
    private static bool CanRead(string text, Type parameterType)
    {
        var type = Nullable.GetUnderlyingType(parameterType) ?? parameterType;
        if (type.IsEnum)
        {
            return Enum.TryParse(type, text, ignoreCase: true, out _);
        }

        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Static;
        return type.GetMethod("TryParse", Flags, [typeof(string), type.MakeByRefType()])?.Invoke(null, [text, null])
            is not false;
    }

    [GeneratedRegex("""^Failed to bind parameter "[^"]*?(?<name>\w+)" from """, RegexOptions.CultureInvariant)]
    private static partial Regex FailedToBind();

    [GeneratedRegex("""^Required parameter "[^"]*?(?<name>\w+)" was not provided from """, RegexOptions.CultureInvariant)]
    private static partial Regex NotProvided();
}
