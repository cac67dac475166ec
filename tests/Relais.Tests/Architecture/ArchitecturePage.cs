namespace Relais.Tests.Architecture;

/// <summary>What docs/architecture.md says in its tables: floors, arrows and families.</summary>
internal sealed record ArchitecturePage(IReadOnlyDictionary<string, int> Floors, IReadOnlyDictionary<string, IReadOnlyList<string>> MayName, IReadOnlyList<string> Families)
{
    public const string Path = "docs/architecture.md";

    public static ArchitecturePage Read() => Parse(Paper.Read(Path));

    public static ArchitecturePage Parse(Paper page)
    {
        var floors = page.Table("floor", "rooms").SelectMany(row => Names(row[1]).Select(room => (Room: room, Floor: int.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture))));
        return new ArchitecturePage(
            floors.ToDictionary(one => one.Room, one => one.Floor, StringComparer.Ordinal),
            page.Table("room", "may name").ToDictionary(row => Names(row[0]).Single(), row => Names(row[1]), StringComparer.Ordinal),
            [.. page.Table("family", "interface").Select(row => row[0].Trim('`'))]);
    }

    /// <summary>What is wrong with these arrows, a sentence each.</summary>
    public IEnumerable<string> Faults(IReadOnlyList<Arrow> arrows)
    {
        foreach (var arrow in arrows)
        {
            if (!MayName.TryGetValue(arrow.From, out var allowed) || !allowed.Contains(arrow.To))
            {
                yield return $"{arrow.Place}: {arrow.From} names {arrow.To}, and {Path} has no such arrow.";
            }

            if (Floors.TryGetValue(arrow.From, out var from) && Floors.TryGetValue(arrow.To, out var to) && to >= from)
            {
                yield return $"{arrow.Place}: {arrow.From} (floor {from}) names {arrow.To} (floor {to}), which is not below it.";
            }
        }

        foreach (var (room, allowed) in MayName)
        {
            foreach (var other in allowed.Where(other => !arrows.Any(arrow => arrow.From == room && arrow.To == other)))
            {
                yield return $"{Path}: {room} may name {other}, but no file of it does.";
            }
        }
    }

    private static IReadOnlyList<string> Names(string cell) =>
        [.. cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('`')).Where(name => name != "–")];
}
