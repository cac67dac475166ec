using Azure;

namespace Relais.Storage;

/// <summary>The answer "there is none", which is not an error.</summary>
internal sealed class AbsentValue<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("The answer holds no value: look at HasValue first.");

    public override Response GetRawResponse() => response;
}
