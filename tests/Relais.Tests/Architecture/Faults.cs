namespace Relais.Tests.Architecture;

/// <summary>What a check of the house found, a sentence each.</summary>
internal static class Faults
{
    /// <summary>Fails with every sentence in full: xunit alone would cut them.</summary>
    public static void None(IEnumerable<string?> faults)
    {
        var told = faults.ToArray();
        if (told.Length > 0)
        {
            Assert.Fail(string.Join(Environment.NewLine, told));
        }
    }
}
