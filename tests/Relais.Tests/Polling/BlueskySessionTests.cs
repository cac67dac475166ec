using Microsoft.Extensions.Configuration;
using Relais.Momentum;
using Relais.Polling;
using Relais.Polling.Sources;
using static Relais.Tests.Polling.BlueskyTestBed;

namespace Relais.Tests.Polling;

/// <summary>How the source signs in, how seldom, and to whom it gives the password.</summary>
public sealed class BlueskySessionTests : IAsyncLifetime
{
    private BlueskyTestBed bed = null!;

    public async Task InitializeAsync() => bed = await StartAsync();

    public async Task DisposeAsync() => await bed.DisposeAsync();

    [Fact]
    public async Task Polls_side_by_side_share_one_sign_in()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bed.AskAsync(Cursor.None, bed.Query($"tag{i}"))));

        Assert.Equal((1, 20), (bed.Bluesky.Logins, bed.Bluesky.Searches.Count));
    }

    [Fact]
    public async Task A_token_that_has_run_out_is_refreshed_once_for_all()
    {
        await bed.AskAsync(Cursor.None);
        bed.Now = Noon.AddHours(3);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bed.AskAsync(Cursor.None, bed.Query($"tag{i}"))));

        Assert.Equal((1, 1), (bed.Bluesky.Logins, bed.Bluesky.Refreshes));
    }

    [Fact]
    public async Task Where_no_refresh_is_to_be_had_it_signs_in_again()
    {
        await bed.AskAsync(Cursor.None);
        bed.Now = Noon.AddHours(3);
        bed.Bluesky.Accounts.ForgetTokens(refreshToo: true);

        await bed.AskAsync(Cursor.None);
        await bed.AskAsync(Cursor.None);

        Assert.Equal((2, 1), (bed.Bluesky.Logins, bed.Bluesky.Refreshes));
    }

    [Fact]
    public async Task A_session_that_ends_again_and_again_is_not_begun_again_and_again()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            bed.Now = Noon.AddMinutes(minute);
            await bed.PollAsync(Cursor.None);
            bed.Bluesky.Accounts.ForgetTokens(refreshToo: true);
        }

        Assert.Equal(6, bed.Bluesky.Logins);
        Assert.Equal(new PollOutcome.Refused("the account's session ended minutes after it began", true, Noon.AddHours(1)), await bed.RefusedAsync());
    }

    [Fact]
    public async Task A_new_token_that_is_not_accepted_is_not_changed_for_another()
    {
        bed.Bluesky.Instead = FakeBluesky.Fails(400, "ExpiredToken");

        Assert.Equal(new PollOutcome.Refused("the account's session is not accepted (400)", true, Noon.AddHours(1)), await bed.RefusedAsync());
        Assert.Equal((1, 0, 1), (bed.Bluesky.Logins, bed.Bluesky.Refreshes, bed.Bluesky.Searches.Count));
    }

    [Theory]
    [InlineData(401, "AuthenticationRequired", "the account's handle or app password is not accepted (401)", true, 60)]
    [InlineData(400, "InvalidRequest", "the account's handle or app password is not accepted (400)", true, 60)]
    [InlineData(401, "AccountTakedown", "the account was taken down (401)", true, 60)]
    [InlineData(401, "AuthFactorTokenRequired", "the account asks for a code: set an app password (401)", true, 60)]
    [InlineData(429, "RateLimitExceeded", "signed in too often (429)", false, 5)]
    [InlineData(500, "InternalServerError", "answered 500", false, 5)]
    public async Task A_sign_in_that_is_refused_is_left_alone_for_a_while(int status, string error, string reason, bool denied, int minutes)
    {
        bed.Bluesky.InsteadOfLogin = FakeBluesky.Fails(status, error);
        var refused = new PollOutcome.Refused(reason, denied, Noon.AddMinutes(minutes));

        Assert.Equal(refused, await bed.RefusedAsync());
        bed.Now = Noon.AddMinutes(minutes).AddSeconds(-1);
        Assert.Equal(refused, await bed.RefusedAsync());
        Assert.Equal(1, bed.Bluesky.Logins);

        bed.Bluesky.InsteadOfLogin = null;
        bed.Now = Noon.AddMinutes(Math.Max(minutes, 10));
        await bed.AskAsync(Cursor.None);
        Assert.Equal(2, bed.Bluesky.Logins);
    }

    [Theory]
    [InlineData("1772453000", 200)]
    [InlineData("99999999999", 24 * 60 * 60)]
    [InlineData("soon", 60 * 60)]
    public async Task Signed_in_too_often_it_waits_as_long_as_it_is_told_and_a_day_at_most(string reset, int seconds)
    {
        bed.Bluesky.InsteadOfLogin = FakeBluesky.Fails(429, "RateLimitExceeded", "RateLimit-Reset", reset);
        Assert.Equal(new PollOutcome.Refused("signed in too often (429)", false, Noon.AddSeconds(seconds)), await bed.RefusedAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html></html>")]
    [InlineData("""{"accessJwt":"a"}""")]
    [InlineData("""{"accessJwt":"a\r\nX-Injected: 1","refreshJwt":"b"}""")]
    [InlineData("""{"accessJwt":"a","refreshJwt":""}""")]
    public async Task Tokens_that_are_none_are_not_used(string body)
    {
        bed.Bluesky.InsteadOfLogin = FakeBluesky.Says(200, body);
        Assert.Equal(new PollOutcome.Refused("unreadable answer", false, Noon.AddMinutes(5)), await bed.RefusedAsync());
        Assert.Empty(bed.Bluesky.Searches);
    }

    [Theory]
    [InlineData(503, "", "answered 503", 1)]
    [InlineData(401, "AccountTakedown", "the account was taken down (401)", 1)]
    [InlineData(400, "InvalidRequest", null, 2)]
    public async Task A_refresh_that_fails_leads_to_a_sign_in_only_where_that_may_help(int status, string error, string? reason, int logins)
    {
        await bed.AskAsync(Cursor.None);
        bed.Now = Noon.AddHours(3);
        bed.Bluesky.InsteadOfRefresh = FakeBluesky.Fails(status, error);

        Assert.Equal(reason, (await bed.PollAsync(Cursor.None) as PollOutcome.Refused)?.Reason);
        Assert.Equal(logins, bed.Bluesky.Logins);
    }

    [Fact]
    public async Task A_wrong_password_is_tried_once_an_hour_and_said_nowhere()
    {
        bed.Password = "wxyz-wxyz-wxyz-wxyz";
        for (var minute = 0; minute < 180; minute++)
        {
            bed.Now = Noon.AddMinutes(minute);
            Assert.DoesNotContain("wxyz", (await bed.RefusedAsync()).ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(3, bed.Bluesky.Logins);
    }

    [Fact]
    public async Task Without_an_account_nothing_is_asked_and_the_reason_is_said()
    {
        bed.Password = null;

        Assert.Equal(new PollOutcome.Refused("no account is set for Bluesky (settings Polling:Bluesky:Handle and AppPassword)", true, null), await bed.RefusedAsync());
        Assert.Empty(bed.Bluesky.Asked);
    }

    [Fact]
    public async Task No_other_host_than_the_account_s_is_asked_whatever_the_question_says()
    {
        await using var other = await FakeBluesky.StartAsync(() => bed.Now);

        Assert.Equal(new PollOutcome.Refused($"Bluesky is asked at {bed.Bluesky.Host} only", true, null), await bed.PollAsync(Cursor.None, bed.Query() with { Host = other.Host }));
        Assert.Empty(bed.Bluesky.Asked.Concat(other.Asked));
    }

    [Theory]
    [InlineData(null, null, null, "bsky.social", false)]
    [InlineData(null, "@relais.example", "abcd-efgh-ijkl-mnop", "bsky.social", true)]
    [InlineData(" PDS.Example.org:443 ", "relais.example", " abcd-efgh-ijkl-mnop\n", "pds.example.org", true)]
    [InlineData("", "", "", "bsky.social", false)]
    public void An_account_is_read_from_three_settings(string? host, string? handle, string? password, string asked, bool isSet)
    {
        var account = BlueskyAccount.Read(Settings(host, handle, password));

        Assert.Equal((asked, isSet), (account.Host, account.IsSet));
        Assert.Equal((isSet ? "relais.example" : null, isSet ? "abcd-efgh-ijkl-mnop" : null), (account.Handle, account.AppPassword));
        Assert.Equal($"account at {asked}", account.ToString());
    }

    [Theory]
    [InlineData(null, "relais.example", null, "The settings Polling:Bluesky:Handle and Polling:Bluesky:AppPassword must be set together, or neither.")]
    [InlineData(null, null, "abcd-efgh-ijkl-mnop", "The settings Polling:Bluesky:Handle and Polling:Bluesky:AppPassword must be set together, or neither.")]
    [InlineData("https://bsky.social", null, null, "The setting Polling:Bluesky:Host must be a public host name alone, such as bsky.social.")]
    [InlineData("10.0.0.1", null, null, "The setting Polling:Bluesky:Host must be a public host name alone, such as bsky.social.")]
    [InlineData("localhost:5000", null, null, "The setting Polling:Bluesky:Host must be a public host name alone, such as bsky.social.")]
    public void Settings_that_cannot_be_used_are_refused_without_repeating_them(string? host, string? handle, string? password, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => BlueskyAccount.Read(Settings(host, handle, password))).Message);

    private static IConfiguration Settings(string? host, string? handle, string? password) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Polling:Bluesky:Host"] = host,
        ["Polling:Bluesky:Handle"] = handle,
        ["Polling:Bluesky:AppPassword"] = password,
    }).Build();
}
