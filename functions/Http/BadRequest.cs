using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Relais.Http;

/// <summary>Says in words, and by field, why the framework refused a request before any endpoint saw it.</summary>
internal static class BadRequest
{
    public static ProblemHttpResult Explain(BadHttpRequestException refused, HttpContext context)
    {
        if (refused.InnerException is JsonException json)
        {
            return Problem.Fields(JsonFault.Explain(json));
        }

        return refused.StatusCode == StatusCodes.Status400BadRequest
            ? Problem.Fields([ParameterFault.Explain(refused.Message, context)])
            : ExplainStatus(refused.StatusCode, context);
    }

    /// <summary>Explains an answer that carries a status of 400 or above and nothing else.</summary>
    public static ProblemHttpResult ExplainStatus(int status, HttpContext context) => status switch
    {
        StatusCodes.Status400BadRequest => Problem.Fields(ParameterFault.Find(context), status),
        StatusCodes.Status401Unauthorized => Problem.Field("authorization", "is missing or not known.", status),
        StatusCodes.Status403Forbidden => Problem.Field("authorization", "does not allow this.", status),
        StatusCodes.Status404NotFound => Problem.Field("path", "leads nowhere.", status),
        StatusCodes.Status405MethodNotAllowed => Problem.Field("method", $"must be one of {context.Response.Headers.Allow}.", status),
        StatusCodes.Status408RequestTimeout => Problem.Field("body", "took too long to arrive.", status),
        StatusCodes.Status413PayloadTooLarge => Problem.Field("body", $"must not be larger than {MaxBodyBytes(context)} bytes.", status),
        StatusCodes.Status415UnsupportedMediaType => Problem.Field("body", "must be sent as application/json.", status),
        StatusCodes.Status429TooManyRequests => Problem.Field("request", "came too soon after others.", status),
        >= 500 => Problem.Ours(status),
        _ => Problem.Field("request", "cannot be answered.", status),
    };

    // An endpoint may allow less (or more) than the server as a whole.
    private static long MaxBodyBytes(HttpContext context) =>
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? RequestJson.MaxBodyBytes;
}
