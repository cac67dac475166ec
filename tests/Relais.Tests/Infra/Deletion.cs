using System.Text.Json;

namespace Relais.Tests.Infra;

/// <summary>A file of infra/ from which one thing was deleted, and what must then be named.</summary>
internal sealed record Deletion(string Path, string Text, List<string> Names)
{
    /// <summary>How many of them delete a list as a whole.</summary>
    public static int Lists => Wholes.Length;

    // What hands a list on: without it nothing of the list is deployed, though it still stands there.
    private static readonly (string Path, string Text, string List)[] Wholes =
    [
        (Deployed.Storage, "tables", "tableNames"),
        (Deployed.Storage, "queue", "queueNames"),
        (Deployed.Storage, "poison", "queueNames"),
        (Deployed.Bus, "queue", "queueNames"),
        (Deployed.App, "own, ", "own"),
        (Deployed.App, ", address", "address"),
        (Deployed.App, ", bus", "bus"),
        (Deployed.App, ", secrets", "kept"),
    ];

    public static IEnumerable<Deletion> All(IReadOnlyDictionary<string, BicepFile> files) =>
    [
        .. Items(files, Deployed.Storage, "tableNames"),
        .. Items(files, Deployed.Storage, "queueNames"),
        .. Items(files, Deployed.Bus, "queueNames"),
        .. Items(files, Deployed.App, "own"),
        .. Items(files, Deployed.App, "address"),
        .. Items(files, Deployed.App, "bus"),
        .. Items(files, Deployed.App, "kept"),
        .. Roles(files),
        .. Wholes.Select(whole => Whole(files, whole.Path, whole.Text, whole.List)),
    ];

    // An item of a list and a key of an object both have a line of their own.
    private static IEnumerable<Deletion> Items(IReadOnlyDictionary<string, BicepFile> files, string path, string list)
    {
        var variable = files[path].Variables.Single(variable => variable.Name == list);
        return ItemsOf(variable).Select(item => new Deletion(path, Without(path, variable.Text, line => line.Trim(' ', '\'') is var bare && (bare == item || bare.StartsWith(item + ":", StringComparison.Ordinal))), [item]));
    }

    private static IEnumerable<Deletion> Roles(IReadOnlyDictionary<string, BicepFile> files) =>
        from file in files
        from assignment in file.Value.Resources
        where assignment.Type == "Microsoft.Authorization/roleAssignments"
        from name in Bicep.Names(assignment.Over)
        let id = file.Value.Variables.Single(variable => variable.Name == name).Value.GetString()!
        select new Deletion(file.Key, Without(file.Key, assignment.Text, line => line.Trim() == name), [id]);

    private static Deletion Whole(IReadOnlyDictionary<string, BicepFile> files, string path, string what, string list)
    {
        var file = files[path];
        var resource = file.Resources.FirstOrDefault(resource => resource.Name == (what == "tables" ? "table" : what) && resource.Over.ValueKind != JsonValueKind.Undefined);
        var gone = resource?.Text ?? what;
        var text = Bicep.TextOf(path);
        Assert.Contains(gone, text, StringComparison.Ordinal);
        return new Deletion(path, text.Replace(gone, "", StringComparison.Ordinal), [.. ItemsOf(file.Variables.Single(variable => variable.Name == list))]);
    }

    private static IEnumerable<string> ItemsOf(BicepDeclaration variable) => variable.Body is var value && value.ValueKind == JsonValueKind.Array
        ? value.EnumerateArray().Select(item => item.GetString()!)
        : (variable.Value.TryGetProperty("else", out var otherwise) ? otherwise : value).EnumerateObject().Select(property => property.Name);

    private static string Without(string path, string declaration, Func<string, bool> isGone)
    {
        var lines = declaration.Split('\n');
        var left = lines.Where(line => !isGone(line)).ToArray();
        Assert.Equal(lines.Length - 1, left.Length);
        return Bicep.TextOf(path).Replace(declaration, string.Join('\n', left), StringComparison.Ordinal);
    }
}
