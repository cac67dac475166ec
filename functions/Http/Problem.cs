using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Relais.Http;

/// <summary>Answers that say what was wrong with a request and name each field at fault (RFC 9457).</summary>
public static class Problem
{
    /// <summary>One field is at fault.</summary>
    /// <param name="field">Its JSON path, as in <see cref="FieldError.Field"/>.</param>
    /// <param name="detail">Why, as in <see cref="FieldError.Detail"/>. Never hold in it what was sent: it may be long or secret.</param>
    /// <param name="status">The HTTP status, 4xx.</param>
    public static ProblemHttpResult Field(string field, string detail, int status = StatusCodes.Status400BadRequest) =>
        Fields([new FieldError(field, detail)], status);

    /// <summary>Several fields are at fault; all are told at once, in the order given.</summary>
    public static ProblemHttpResult Fields(IReadOnlyList<FieldError> errors, int status = StatusCodes.Status400BadRequest)
    {
        ArgumentOutOfRangeException.ThrowIfZero(errors.Count);
        var detail = string.Join(' ', errors.Select(error => $"{error.Field}: {error.Detail}"));
        return Answer(status, detail, errors);
    }

    /// <summary>What the address names does not exist, or is not for this caller to know of (404).</summary>
    /// <param name="what">The thing in one word: <c>campaign</c>.</param>
    public static ProblemHttpResult NotFound(string what) =>
        Answer(StatusCodes.Status404NotFound, $"There is no such {what}.", [new FieldError(what, "does not exist.")]);

    /// <summary>The request is sound but meets a state that forbids it (409).</summary>
    public static ProblemHttpResult Conflict(string field, string detail) => Field(field, detail, StatusCodes.Status409Conflict);

    /// <summary>A failure of ours (5xx), of which the caller learns nothing but that it happened.</summary>
    internal static ProblemHttpResult Ours(int status) => Answer(status, "Something went wrong on our side.", []);

    private static ProblemHttpResult Answer(int status, string detail, IReadOnlyList<FieldError> errors)
    {
        var details = new ProblemDetails
        {
            Type = "about:blank",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
        };
        if (errors.Count > 0)
        {
            details.Extensions["errors"] = errors.ToArray();
        }

        return TypedResults.Problem(details);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(FieldError[]))]
internal sealed partial class ProblemJson : JsonSerializerContext;
