using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;

namespace Relais.Storage.Tables;

/// <summary>The answer to one query, fetched page by page as it is read.</summary>
internal sealed class TablePages<T>(
    TableWire wire,
    string path,
    string[] tokenNames,
    string? filter,
    string? select,
    int? maxPerPage,
    Func<ReadOnlyMemory<byte>, IReadOnlyList<T>> read,
    CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
        PagesAsync(continuationToken, Checked(pageSizeHint ?? maxPerPage), CancellationToken);

    private async IAsyncEnumerable<Page<T>> PagesAsync(string? token, int? top, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // A page may be empty and yet have a token (a partition's end, 5 s of work): only the lack of a token ends the answer.
        do
        {
            using var message = wire.Message(RequestMethod.Get, path);
            message.BufferResponse = false;
            var uri = message.Request.Uri;
            Append(uri, "$filter", filter);
            Append(uri, "$select", select);
            Append(uri, "$top", top?.ToString(CultureInfo.InvariantCulture));
            AppendToken(uri, token);
            var response = await wire.SendAsync(message, cancellation);
            token = TokenOf(response);
            var rows = read(response.Content.ToMemory());
            LentBody.Return(message);
            yield return Page<T>.FromValues(rows, token, response);
        }
        while (token is not null);
    }

    // rest/api/storageservices/query-timeout-and-pagination: at most 1,000 items a page.
    private static int? Checked(int? top) => top is null or (>= 1 and <= 1000)
        ? top
        : throw new ArgumentOutOfRangeException(nameof(top), top, "One page holds 1 to 1,000 rows.");

    private static void Append(RequestUriBuilder uri, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            uri.AppendQuery(name, value, escapeValue: true);
        }
    }

    // The official client's form of a token: the parts in order with one space between them, an absent one empty.
    private void AppendToken(RequestUriBuilder uri, string? token)
    {
        if (!string.IsNullOrEmpty(token))
        {
            var parts = token.Split(' ', tokenNames.Length);
            for (var i = 0; i < parts.Length; i++)
            {
                Append(uri, tokenNames[i], parts[i]);
            }
        }
    }

    private string? TokenOf(Response response)
    {
        var parts = Array.ConvertAll(
            tokenNames, name => response.Headers.TryGetValue("x-ms-continuation-" + name, out var part) ? part : string.Empty);
        return parts.All(string.IsNullOrEmpty) ? null : string.Join(' ', parts);
    }
}
