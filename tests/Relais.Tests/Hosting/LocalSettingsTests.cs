using Relais.Hosting;

namespace Relais.Tests.Hosting;

/// <summary>The file that says how the app runs on one machine.</summary>
public sealed class LocalSettingsTests
{
    [Fact]
    public void Values_are_settings_and_the_port_is_a_number_or_its_text()
    {
        var settings = LocalSettings.Parse("""
            { "IsEncrypted": false, // the Core Tools write comments
              "Values": { "FUNCTIONS_WORKER_RUNTIME": "custom", "AzureWebJobsStorage__accountName": "relais" },
              "Host": { "LocalHttpPort": "7072", "CORS": "*" }, "ConnectionStrings": {} }
            """);
        Assert.Equal("relais", settings.Values["AzureWebJobsStorage:accountName"]);
        Assert.Equal("custom", settings.Values["FUNCTIONS_WORKER_RUNTIME"]);
        Assert.Equal(7072, settings.HttpPort);
        Assert.Equal(7073, LocalSettings.Parse("""{"Host":{"LocalHttpPort":7073}}""").HttpPort);
        Assert.Null(LocalSettings.Parse("{}").HttpPort);
    }

    [Theory]
    [InlineData("[]", "must be a JSON object.")]
    [InlineData("""{"Values":{"A":1}}""", "Values.A: must be a string.")]
    [InlineData("""{"Values":[]}""", "Values: must be an object.")]
    [InlineData("""{"Host":{"LocalHttpPort":70720}}""", "Host.LocalHttpPort: must be a port number from 1 to 65535.")]
    [InlineData("""{"Host":{"LocalHttpPort":"x"}}""", "Host.LocalHttpPort: must be a port number from 1 to 65535.")]
    [InlineData("""{"IsEncrypted":true}""", "IsEncrypted: encrypted settings can only be read by the Core Tools; run 'func settings decrypt'.")]
    public void What_cannot_be_read_is_named(string json, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => LocalSettings.Parse(json)).Message);

    [Fact]
    public void The_first_directory_that_has_the_file_is_taken_and_a_fault_names_the_file()
    {
        var directory = Directory.CreateTempSubdirectory("settings");
        try
        {
            var path = Path.Combine(directory.FullName, "local.settings.json");
            File.WriteAllText(path, """{"Host":{"LocalHttpPort":7075}}""");
            Assert.Equal(7075, LocalSettings.Load([Path.Combine(directory.FullName, "none"), directory.FullName]).HttpPort);
            File.WriteAllText(path, "{");
            Assert.StartsWith(path + ": ", Assert.Throws<InvalidOperationException>(() => LocalSettings.Load([directory.FullName])).Message, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
