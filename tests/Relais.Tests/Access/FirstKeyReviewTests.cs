using Relais.Access;
using Relais.Tests.Story;

namespace Relais.Tests.Access;

/// <summary>Who starts the app is never locked out of it.</summary>
public sealed class FirstKeyReviewTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task When_the_last_key_that_gives_keys_is_gone_the_next_start_gives_one()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var first = app.Get<FirstKey>();
        Assert.Null(await first.GiveAsync(CancellationToken.None));
        (await app.PostAsync("/api/keys", """{"name":"reader","scope":"read"}""")).Expect(201);
        (await app.SendAsync(HttpMethod.Delete, $"/api/keys/{OrganiserKey.IdOf(app.Key)}")).Expect(204);

        var next = await first.GiveAsync(CancellationToken.None);

        Assert.NotNull(next);
        Assert.Equal(200, (await app.GetAsync("/api/keys", next)).Status);
    }
}
