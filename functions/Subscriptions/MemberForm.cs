using Microsoft.AspNetCore.Http.Features;

namespace Relais.Subscriptions;

/// <summary>Reads the forms of the public pages, which are small: what is not is refused unread.</summary>
internal static class MemberForm
{
    private static readonly FormOptions Limits = new() { ValueCountLimit = 64, KeyLengthLimit = 64, ValueLengthLimit = 4_096, BufferBodyLengthLimit = 32_768, MultipartBodyLengthLimit = 32_768 };

    /// <summary>The fields; null when it is no form, or too large a one.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength > Limits.BufferBodyLengthLimit)
        {
            return null;
        }

        try
        {
            context.Features.Set<IFormFeature>(new FormFeature(context.Request, Limits));
            return await context.Request.ReadFormAsync(Limits, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The language of a form that may be missing: buttons have nothing else in it.</summary>
    public static async Task<string?> LanguageOfAsync(HttpContext context, CancellationToken cancellationToken) =>
        await ReadAsync(context, cancellationToken) is { } form ? WishFields.Text(form, "lang") : null;
}
