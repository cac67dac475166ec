using Microsoft.AspNetCore.Http.HttpResults;

namespace Relais.Http;

/// <summary>Gathers what is wrong with a request, so that its sender learns of all of it at once.</summary>
public sealed class FieldErrors
{
    private readonly List<FieldError> errors = [];

    /// <summary>True when at least one field is at fault.</summary>
    public bool Any => errors.Count > 0;

    /// <summary>Notes that a field is at fault; a null detail (the answer of the <c>Reject</c> rules) notes nothing.</summary>
    public void Add(string field, string? detail)
    {
        if (detail is not null)
        {
            errors.Add(new FieldError(field, detail));
        }
    }

    /// <summary>Takes a text by <see cref="TextRules"/>: gives it back clean, or notes the fault and gives back an empty one.</summary>
    public string Text(string field, string? text, int minCharacters, int maxCharacters, bool lines = false)
    {
        Add(field, TextRules.Reject(text, minCharacters, maxCharacters, out var clean, lines));
        return clean;
    }

    /// <summary>The answer that names them all (400).</summary>
    public ProblemHttpResult ToProblem() => Problem.Fields(errors);
}
