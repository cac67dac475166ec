using System.Xml;

namespace Relais.Storage;

/// <summary>How XML from the wire is read: no document types, nothing fetched.</summary>
internal static class StorageXml
{
    public static readonly XmlReaderSettings Untrusting = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = true,
    };
}
