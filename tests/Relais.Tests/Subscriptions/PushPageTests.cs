using System.Text.Json;

namespace Relais.Tests.Subscriptions;

/// <summary>What the service worker shows and opens, and how a page joins a browser.</summary>
public sealed class PushPageTests
{
    [SkippableFact]
    public async Task A_push_is_shown_in_its_language_and_its_links_open_and_a_page_brings_the_keys()
    {
        var did = await NodeScript.RunAsync("Subscriptions/push.mjs", "");
        Same(
            did, "whole",
            """
            [{"title":"Marche","body":"99 posts.\n2 March 2026, 12:00 (UTC)","lang":"fr","dir":"auto","tag":"T","renotify":true,
            "data":{"url":"https://a.example.org/","manage":"https://r.example.org/me/1"},
            "actions":[{"action":"read","title":"En savoir plus"},{"action":"manage","title":"Modifier ou arr\u00EAter"}]}]
            """);
        Same(
            did, "bare",
            """
            [{"title":"Marche","body":"99 posts.\n2 March 2026, 12:00 (UTC)","lang":"en","dir":"auto","tag":"T","renotify":true,
            "data":{"url":null,"manage":"https://r.example.org/me/1"},"actions":[{"action":"manage","title":"Change or stop"}]}]
            """);

        // What says that somebody has seen it is named so.
        Same(did, "urgent", """{"action":"read","title":"Je l\u0027ai vu"}""");

        // A push that shows nothing costs the page its permission.
        const string Something = """[{"title":"relais.example.org","body":"","dir":"auto","tag":"unreadable","renotify":true,"data":{"url":null,"manage":null},"actions":[]}]""";
        Same(did, "unreadable", Something);
        Same(did, "empty", Something);

        Same(did, "onText", """{"opened":["https://a.example.org/"],"closed":true}""");
        Same(did, "onRead", """{"opened":["https://a.example.org/"],"closed":true}""");
        Same(did, "onManage", """{"opened":["https://r.example.org/me/1"],"closed":true}""");
        Same(did, "withoutUrl", """{"opened":["https://r.example.org/me/1"],"closed":true}""");
        Same(did, "withoutAny", """{"opened":[],"closed":true}""");

        const string Keys = """{"endpoint":"https://push.example.net/1","p256dh":"P","auth":"A"}""";
        Same(did, "joined", $$"""{"answer":{{Keys}},"did":["register /push.js","subscribe true BAEC-_8"]}""");
        Same(did, "joinedAgain", $$"""{"answer":{{Keys}},"did":["register /push.js"]}""");
        Same(did, "joinedWithOther", $$"""{"answer":{{Keys}},"did":["register /push.js","unsubscribe","subscribe true BAEC-_8"]}""");
        Same(did, "denied", """{"answer":{"why":"denied"},"did":[]}""");
        Same(did, "dismissed", """{"answer":{"why":"dismissed"},"did":[]}""");
        Same(did, "unsupported", """{"answer":{"why":"unsupported"},"did":[]}""");
    }

    private static void Same(JsonElement did, string what, string expected) =>
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected).RootElement), JsonSerializer.Serialize(did.GetProperty(what)));
}
