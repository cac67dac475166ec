using System.Buffers;
using System.Globalization;

namespace Relais.Storage.Tables;

/// <summary>What one row may be: its key's characters, its properties' names, number and size.</summary>
// rest/api/storageservices/understanding-the-table-service-data-model. Checked before the wire because the emulator lets most of it pass.
internal struct EntityLimits(string partitionKey, string rowKey)
{
    public const int MaxKeyChars = 512;          // 1 KiB in UTF-16
    public const int MaxProperties = 252;        // besides PartitionKey, RowKey and Timestamp
    public const int MaxPropertyNameChars = 255;
    public const int MaxTextChars = 32 * 1024;   // 64 KiB in UTF-16
    public const int MaxBinaryBytes = 64 * 1024;
    public const int MaxEntityBytes = 1024 * 1024;

    private static readonly DateTime EarliestUtc = new(1601, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly SearchValues<char> ForbiddenInKeys =
        SearchValues.Create([.. "/\\#?", .. Range('\u0000', '\u001F'), .. Range('\u007F', '\u009F')]);

    private int properties;

    // The service's formula: 4 for the row, 2 a character, 8 a property, 4 for the length of a text or of bytes.
    private long bytes = 4 + (2L * (partitionKey.Length + rowKey.Length));

    public static void CheckKey(string name, string? key)
    {
        if (key is null)
        {
            throw new ArgumentException($"The entity has no {name}: it may be empty, but not missing.", name);
        }

        if (key.Length > MaxKeyChars)
        {
            throw new ArgumentException($"The {name} has {key.Length} characters: {MaxKeyChars} are allowed.", name);
        }

        var at = key.AsSpan().IndexOfAny(ForbiddenInKeys);
        if (at >= 0)
        {
            throw new ArgumentException(
                $"The {name} holds U+{(int)key[at]:X4} at {at}: / \\ # ? and control characters are forbidden in keys.", name);
        }

        CheckText(name, key);
    }

    public void Count(string name, object value)
    {
        CheckName(name);
        if (++properties > MaxProperties)
        {
            throw new ArgumentException($"The entity has more than {MaxProperties} properties.", name);
        }

        bytes += 8 + (2L * name.Length) + Size(name, value);
        if (bytes > MaxEntityBytes)
        {
            throw new ArgumentException($"The entity is larger than {MaxEntityBytes} bytes, names and values together, 2 bytes a character.", name);
        }
    }

    private static int Size(string name, object value)
    {
        switch (value)
        {
            case string text:
                CheckText(name, text);
                return text.Length <= MaxTextChars
                    ? 4 + (2 * text.Length)
                    : throw new ArgumentException($"The property {name} has {text.Length} characters: {MaxTextChars} are allowed.", name);
            case byte[] binary:
                return BinarySize(name, binary.Length);
            case BinaryData binary:
                return BinarySize(name, binary.ToMemory().Length);
            case DateTime instant:
                return instant.Kind is DateTimeKind.Utc
                    ? InstantSize(name, instant)
                    : throw new ArgumentException($"The property {name} is a {instant.Kind} time: only UTC is an instant.", name);
            case DateTimeOffset instant:
                return InstantSize(name, instant.UtcDateTime);
            case Guid:
                return 16;
            case bool:
                return 1;
            case int:
                return 4;
            default:
                return 8;
        }
    }

    private static int BinarySize(string name, int length) => length <= MaxBinaryBytes
        ? 4 + length
        : throw new ArgumentException($"The property {name} has {length} bytes: {MaxBinaryBytes} are allowed.", name);

    private static int InstantSize(string name, DateTime instant) => instant >= EarliestUtc
        ? 8
        : throw new ArgumentException($"The property {name} is earlier than {EarliestUtc:yyyy-MM-dd}.", name);

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > MaxPropertyNameChars)
        {
            throw new ArgumentException($"A property's name has 1 to {MaxPropertyNameChars} characters, not {name.Length}.", nameof(name));
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (!(char.IsAsciiLetter(name[i]) || name[i] == '_' || (i > 0 && char.IsAsciiDigit(name[i])) || IsOtherIdentifier(name[i], i)))
            {
                throw new ArgumentException(
                    $"'{name}' is no property name: letters, digits and underscores, not beginning with a digit.", nameof(name));
            }
        }
    }

    private static bool IsOtherIdentifier(char c, int at) => !char.IsAscii(c) && char.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber => true,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.ConnectorPunctuation => at > 0,
        _ => false,
    };

    // The writer would put U+FFFD in the place of half a character: what is read back would not be what was written.
    private static void CheckText(string name, string text)
    {
        for (var i = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                throw new ArgumentException($"{name} holds half a surrogate pair at {i}: it is not valid text.", name);
            }

            i++;
        }
    }

    private static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(code => (char)code);
}
