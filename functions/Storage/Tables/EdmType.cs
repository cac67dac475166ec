namespace Relais.Storage.Tables;

/// <summary>The types that an annotation on the wire can name; the others are known from the JSON itself.</summary>
internal enum EdmType
{
    None,
    Other,
    Int64,
    Double,
    DateTime,
    Guid,
    Binary,
}
