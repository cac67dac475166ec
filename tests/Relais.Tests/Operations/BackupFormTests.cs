using System.IO.Compression;
using System.Text;
using Relais.Operations.Backups;
using Relais.Storage.Tables;

namespace Relais.Tests.Operations;

/// <summary>What is written comes back to the letter, and what is not whole is refused.</summary>
public sealed class BackupFormTests
{
    private const string Damaged = "It is cut short or damaged: copy it again from where it lies, or take another one.";

    private static readonly string[] Texts =
    [
        "", " ", "text", "🌻 \"quoted\" \\ \r\n\t\u0001 é \u2028 \uFFFD", "2026-03-02T08:00:00Z", "true", "12", "1.0", "NaN", "0f8fad5b-d9cb-469f-a165-70867728950e", "AQID", "{\"rows\":{}}", "\n{\"table\":\"x\"}\n",
        "Edm.Int64", new string('x', 32_768), new string('\u0002', 2_000), "עברית", "e\u0301", "\u00e9", "-0",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestLength.IsLong ? 200 : 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_value_of_every_type_comes_back_as_it_was(int seed)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 50).Select(number => Row(random, number)).OrderBy(row => row.PartitionKey, StringComparer.Ordinal).ToArray();

        var read = await ReadAsync(await WriteAsync(rows));

        Assert.Equal(rows.Select(Backups.Told), read.Select(row => Backups.Told(row.Entity)));
        Assert.All(read, row => Assert.Equal("signals", row.Table));
    }

    [Fact]
    public async Task A_file_that_is_cut_short_anywhere_is_refused()
    {
        var whole = await WriteAsync(Rows(8));
        var told = await ToldAsync(whole);
        for (var length = 0; length < whole.Length; length++)
        {
            var said = await ToldAsync(whole[..length]);

            // On the last bytes, which are gzip's own, nothing depends: what stands before them has its checksum.
            Assert.True(said == Damaged || said.StartsWith("It is no backup of Relais", StringComparison.Ordinal) || (said == told && length >= whole.Length - 16), $"{length}: {said}");
        }
    }

    [Fact]
    public async Task A_file_in_which_one_bit_has_changed_is_refused_or_says_the_same()
    {
        var whole = await WriteAsync(Rows(8));
        var (told, refused) = (await ToldAsync(whole), 0);
        for (var at = 0; at < whole.Length * 8; at++)
        {
            var changed = whole.ToArray();
            changed[at / 8] ^= (byte)(1 << (at % 8));
            var said = await ToldAsync(changed);
            Assert.True(said == told || said.StartsWith("It ", StringComparison.Ordinal), $"bit {at}: {said}");
            refused += said == told ? 0 : 1;
        }

        // Gzip's own bytes say when and where it was made, which changes nothing.
        Assert.InRange(refused, (whole.Length - 20) * 8, whole.Length * 8);
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_in_a_sentence()
    {
        Assert.Equal("It is no backup of Relais: it is empty.", await RefusalAsync([]));
        Assert.Equal("It is no backup of Relais, or what is left of one.", await RefusalAsync("PK and so on"u8.ToArray()));
        Assert.Equal("It is no backup of Relais.", await RefusalAsync(Packed("Dear all,\n")));
        Assert.Equal("It is no backup of Relais.", await RefusalAsync(Packed("null\n")));
        Assert.Equal("It is no backup of Relais.", await RefusalAsync(Packed("""{"kind":"another","format":1,"app":"1","at":"2026-03-02T08:00:00Z","keys":[]}""" + "\n")));
        Assert.Equal("It is no backup of Relais, or what is left of one.", await RefusalAsync(Packed(new string('x', BackupForm.MaxLineBytes + 100_000))));
        Assert.Equal(
            "It has format 2, and this version of Relais reads format 1: use version 3.1.0, which wrote it.",
            await RefusalAsync(Packed("""{"kind":"relais backup","format":2,"app":"3.1.0","at":"2026-03-02T08:00:00Z","keys":[]}""" + "\n")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"PartitionKey\":\"p\",\"RowKey\":\"r\"}\n")]
    [InlineData("{\"table\":\"\"}\n")]
    [InlineData("{\"table\":\"signals\"}\n{\"table\":\"signals\"}\n")]
    [InlineData("{\"table\":\"signals\"}\n{\"PartitionKey\":5,\"RowKey\":\"r\"}\n")]
    [InlineData("{\"table\":\"signals\"}\n{\"PartitionKey\":\"p\"}\n")]
    [InlineData("{\"table\":\"signals\"}\n{\"PartitionKey\":\"p\n")]
    [InlineData("{\"rows\":{},\"sha256\":\"00\"}\n")]
    [InlineData("{\"rows\":null,\"sha256\":null}\n")]
    [InlineData("hello\n")]
    public async Task Lines_that_are_none_of_ours_are_refused(string lines) => Assert.Equal(
        Damaged, await RefusalAsync(Packed("""{"kind":"relais backup","format":1,"app":"1","at":"2026-03-02T08:00:00Z","keys":[]}""" + "\n" + lines)));

    [Fact]
    public async Task Two_files_one_behind_the_other_are_refused()
    {
        var whole = await WriteAsync(Rows(3));

        Assert.Equal(Damaged, await RefusalAsync([.. whole, .. whole]));
    }

    [Fact]
    public async Task The_head_says_when_it_was_made_and_which_keys_it_needs()
    {
        using var input = new MemoryStream(await WriteAsync([]));
        using var reader = new BackupReader(input);
        await foreach (var row in reader.RowsAsync(default))
        {
            Assert.Fail(row.Table);
        }

        Assert.Equal((Backups.Now, "01020304 05060708", 0L), (reader.Head.At, string.Join(' ', reader.Head.Keys), reader.End.Rows["signals"]));
    }

    private static TableEntity[] Rows(int count) => [.. Enumerable.Range(0, count).Select(number => new TableEntity("p", $"r{number}") { ["Count"] = (long)number * number, ["Name"] = Texts[number] })];

    private static TableEntity Row(Random random, int number)
    {
        var row = new TableEntity($"p{random.Next(5)} é'", $"{number:D3} {random.Next()}");
        for (var column = random.Next(12); column > 0; column--)
        {
            row[$"C{column}"] = Value(random);
        }

        return row;
    }

    private static object Value(Random random) => random.Next(9) switch
    {
        0 => random.Next(2) == 0,
        1 => random.Next(3) switch { 0 => int.MinValue, 1 => int.MaxValue, _ => random.Next(-5, 5) },
        2 => random.Next(3) switch { 0 => long.MinValue, 1 => long.MaxValue, _ => random.NextInt64(-5, 5) },
        3 => new[] { 0d, -0d, 2d, 1e300, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.1 + 0.2 }[random.Next(10)],
        // Without this bit it is a number, whatever the others are.
        4 => BitConverter.Int64BitsToDouble(random.NextInt64() & ~(1L << 52)),
        5 => random.Next(3) switch { 0 => DateTimeOffset.MaxValue, 1 => new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero), _ => Backups.Now.AddTicks(random.NextInt64(1L << 50)) },
        6 => new Guid([.. Bytes(random, 16)]),
        7 => Bytes(random, random.Next(3) == 0 ? 0 : random.Next(70)),
        _ => Texts[random.Next(Texts.Length)],
    };

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]> WriteAsync(IEnumerable<TableEntity> rows)
    {
        using var output = new MemoryStream();
        await using (var backup = await BackupWriter.BeginAsync(output, new BackupHead(BackupForm.Kind, BackupForm.Format, "0.1.0", Backups.Now, ["01020304", "05060708"]), default))
        {
            await backup.TableAsync("signals", default);
            foreach (var partition in rows.GroupBy(row => row.PartitionKey))
            {
                await using var copy = new PartitionCopy(partition.Key, Path.GetTempPath());
                foreach (var row in partition)
                {
                    await copy.AddAsync(row, 0, default);
                }

                await backup.RowsAsync(copy, default);
            }

            await backup.EndAsync(default);
        }

        return output.ToArray();
    }

    private static async Task<List<BackupRow>> ReadAsync(byte[] file)
    {
        using var input = new MemoryStream(file);
        using var reader = new BackupReader(input);
        var rows = new List<BackupRow>();
        await foreach (var row in reader.RowsAsync(default))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>All rows, or why there are none.</summary>
    private static async Task<string> ToldAsync(byte[] file)
    {
        try
        {
            return "Rows: " + string.Join('\n', (await ReadAsync(file)).Select(row => Backups.Told(row.Entity)));
        }
        catch (UnusableBackupException unusable)
        {
            return unusable.Message;
        }
    }

    private static async Task<string> RefusalAsync(byte[] file) => (await Assert.ThrowsAsync<UnusableBackupException>(() => ReadAsync(file))).Message;

    private static byte[] Packed(string text)
    {
        using var output = new MemoryStream();
        using (var packed = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            packed.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }
}
