using System.Text.Json;
using Relais.Http;
using Relais.Notifications.Smtp;
using Relais.Tests.Hosting;
using Relais.Tests.Http;

namespace Relais.Tests.Notifications;

/// <summary>Encryption and signing in: never in the clear where it was to be encrypted, and never again and again with a wrong password.</summary>
public sealed class SmtpTrustTests : IDisposable
{
    private const string Host = "localhost";
    private readonly TestAuthority authority = new();

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mail_and_password_go_encrypted_to_a_server_that_is_vouched_for(bool fromTheFirstByte)
    {
        using var server = await MailServer.StartEncryptedAsync(authority.Issue(Host), fromTheFirstByte, "relais", "pass wörd");
        await using var pool = server.Pool(server.Settings(fromTheFirstByte ? SmtpSecurity.Tls : SmtpSecurity.StartTls, "relais", "pass wörd"), TrustedRoots.Only(authority.Root));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            Assert.True((await pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(), default)).Reply!.IsDone);
        }

        var lines = await server.UntilAsync("mail", 3);
        Assert.Equal("PLAIN", Assert.Single(lines, line => Is(line) == "signedIn").GetProperty("method").GetString());
        Assert.All(lines.Where(line => Is(line) == "mail"), line => Assert.True(line.GetProperty("secure").GetBoolean()));
        Assert.Equal("relais.example.org", lines[^1].GetProperty("hello").GetString());
    }

    [SkippableFact]
    public async Task A_server_that_only_knows_the_old_way_of_signing_in_is_signed_in_to_by_that()
    {
        using var server = await MailServer.StartEncryptedAsync(authority.Issue(Host), user: "relais", password: "pass", methods: ["LOGIN"]);
        await using var pool = server.Pool(server.Settings(SmtpSecurity.StartTls, "relais", "pass"), TrustedRoots.Only(authority.Root));
        Assert.True((await pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(), default)).Reply!.IsDone);
        Assert.Equal("LOGIN", (await server.NextAsync("signedIn")).GetProperty("method").GetString());
    }

    [SkippableFact]
    public async Task A_certificate_that_nobody_vouches_for_or_of_another_name_gets_neither_mail_nor_password()
    {
        using var server = await MailServer.StartEncryptedAsync(authority.Issue(Host), user: "relais", password: "pass");
        await using var stranger = server.Pool(server.Settings(SmtpSecurity.StartTls, "relais", "pass"));
        Assert.Equal("tls", (await FailsAsync(stranger)).Reason);

        using var other = await MailServer.StartEncryptedAsync(authority.Issue("smtp.example.org"), user: "relais", password: "pass");
        await using var misnamed = other.Pool(other.Settings(SmtpSecurity.StartTls, "relais", "pass"), TrustedRoots.Only(authority.Root));
        Assert.Equal("tls", (await FailsAsync(misnamed)).Reason);
        Assert.DoesNotContain(await other.UntilAsync("closed", 1), line => Is(line) is "signedIn" or "mail");
        Assert.DoesNotContain(await server.UntilAsync("closed", 1), line => Is(line) is "signedIn" or "mail");
    }

    [SkippableFact]
    public async Task A_server_that_offers_no_encryption_gets_nothing_where_it_was_asked_for()
    {
        using var server = await MailServer.StartAsync(new { user = "relais", password = "pass" });
        await using var pool = server.Pool(server.Settings(SmtpSecurity.StartTls, "relais", "pass"), TrustedRoots.Only(authority.Root));
        Assert.Equal("tls", (await FailsAsync(pool)).Reason);
        Assert.DoesNotContain(await server.UntilAsync("closed", 1), line => Is(line) is "signedIn" or "mail");
    }

    [SkippableFact]
    public async Task A_wrong_password_is_tried_once_for_all_who_wait()
    {
        using var server = await MailServer.StartEncryptedAsync(authority.Issue(Host), user: "relais", password: "pass");
        var clock = new ManualClock(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        await using var pool = server.Pool(server.Settings(SmtpSecurity.StartTls, "relais", "wrong"), TrustedRoots.Only(authority.Root), clock);
        var failures = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => FailsAsync(pool)));
        Assert.All(failures, failure => Assert.Equal((SmtpFault.Reply, 535), (failure.Fault, failure.Reply!.Code)));
        Assert.All(failures, failure => Assert.DoesNotContain("wrong", failure.ToString(), StringComparison.Ordinal));
        Assert.Single(await server.UntilAsync("closed", 1), line => Is(line) == "signedIn");

        // Whoever comes later finds out anew.
        clock.Advance(TimeSpan.FromSeconds(6));
        await FailsAsync(pool);
        Assert.False((await server.NextAsync("signedIn")).GetProperty("isRight").GetBoolean());
    }

    public void Dispose() => authority.Dispose();

    private static async Task<SmtpFailure> FailsAsync(SmtpPool pool) =>
        await Assert.ThrowsAsync<SmtpFailure>(() => pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(), default));

    private static string Is(JsonElement line) => line.GetProperty("is").GetString()!;
}
