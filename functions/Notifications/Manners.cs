namespace Relais.Notifications;

/// <summary>Goes through a page before anything of it is sent: whose quiet hours it is waits until their end, and who wants a digest, or has been told enough today, reads of it in the next one.</summary>
public sealed class Manners(DailyCounts counts, DigestBook digests, DigestTexts texts, Ledger ledger, TimeProvider time)
{
    /// <summary>The places of the page that may be sent to now, and for a digest what each is told. Costs nothing where nobody has any wishes.</summary>
    internal async Task<Sifted> SiftAsync(
        LedgerPage page,
        Notification notification,
        IReadOnlyDictionary<string, Recipient> recipients,
        PageRecorder recorder,
        IReadOnlyList<int> places,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now >= notification.ExpiresAt)
        {
            return new Sifted(places);
        }

        var (free, kept) = (new List<int>(places.Count), new List<(int Place, string Why)>());
        var first = await ReadFirstAsync(page, notification, places.Any(place => Reached(place) is { } one && one.Wishes != Wishes.None), cancellationToken);
        foreach (var place in places)
        {
            var timing = Reached(place) is not { } one ? Timing.Now
                : first?.PlaceOf(one.Id) is >= 0 and var earlier && first.IsInDigest(earlier) ? new Timing(null, Timing.ByRhythm)
                : Timing.Of(one.Wishes, notification.Kind, notification.Severity, notification.ExpiresAt, now);
            if (timing.Digest is { } why)
            {
                kept.Add((place, why));
            }
            else if (timing.Until is { } until)
            {
                recorder.Hold(place, until);
            }
            else
            {
                free.Add(place);
            }
        }

        if (notification.Kind == AlertKinds.Digest)
        {
            return await WriteAsync(page, notification, recipients, recorder, free, cancellationToken);
        }

        if (notification.Severity != Severities.Urgent)
        {
            kept.AddRange((await CountAsync([.. free.Where(place => Reached(place) is { Person: not null, Wishes.IsCapped: true })])).Select(place => (place, Timing.OverCap)));
        }

        await KeepAsync(kept.Select(one => (recipients[page.Recipients[one.Place]], one.Why)), page, notification, cancellationToken);
        foreach (var (place, why) in kept)
        {
            await recorder.EndAsync(place, DeliveryState.Suppressed, why);
        }

        return new Sifted([.. free.Except(kept.Select(one => one.Place))]);

        // Whoever is not written to at all is not told later either.
        Recipient? Reached(int place) => recipients.GetValueOrDefault(page.Recipients[place]) is { Off: null } recipient ? recipient : null;

        async Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<int> places)
        {
            var beyond = new List<int>();
            foreach (var day in places.GroupBy(place => Reached(place)!.Wishes.DayAt(now)))
            {
                var enough = await counts.CountAsync(day.Key, day.ToDictionary(place => page.Recipients[place], place => Reached(place)!.Person!), notification, cancellationToken);
                beyond.AddRange(day.Where(place => enough.Contains(page.Recipients[place])));
            }

            return beyond;
        }
    }

    /// <summary>Of a correction or retraction: the page on which the first words were told. Whom they reach with a digest, what follows reaches so too.</summary>
    private async Task<LedgerPage?> ReadFirstAsync(LedgerPage page, Notification notification, bool isWanted, CancellationToken cancellationToken) =>
        isWanted && notification.First is { } first ? await ledger.ReadPageAsync(new DeliveryDue(first.AlertId, first.Version, page.Number), cancellationToken, everyReason: true) : null;

    /// <summary>Keeps something for people's next digests, before the ledger says so.</summary>
    private async Task KeepAsync(IEnumerable<(Recipient Recipient, string Why)> kept, LedgerPage page, Notification notification, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var digest in kept.GroupBy(one => one.Recipient.Wishes.NextDigest(now)).ToArray())
        {
            var items = digest.Select(one => new DigestItem(one.Recipient.Id, notification.AlertId, notification.Version, page.Number, one.Why)).ToArray();
            await digests.KeepAsync(new CampaignDigest(page.CampaignId, digest.Key), items, cancellationToken);
            if (time.GetUtcNow() >= digest.Key)
            {
                // It may have been put together meanwhile, without these: rather twice than never.
                await KeepAsync(digest, page, notification, cancellationToken);
            }
        }
    }

    private async Task<Sifted> WriteAsync(
        LedgerPage page, Notification digest, IReadOnlyDictionary<string, Recipient> recipients, PageRecorder recorder, List<int> free, CancellationToken cancellationToken)
    {
        var readers = free.Select(place => recipients.GetValueOrDefault(page.Recipients[place])).OfType<Recipient>().ToArray();
        var written = await texts.WriteAsync(digest, readers, cancellationToken);
        foreach (var place in free.Where(place => recipients.ContainsKey(page.Recipients[place]) && !written.ContainsKey(page.Recipients[place])))
        {
            await recorder.EndAsync(place, DeliveryState.Suppressed, Timing.NothingLeft);
        }

        return new Sifted([.. free.Where(place => !recipients.ContainsKey(page.Recipients[place]) || written.ContainsKey(page.Recipients[place]))], written);
    }
}

/// <summary>What of a page may be sent now.</summary>
/// <param name="Own">What each is told, by the ids of the recipients, where that is each one's own; null where all are told the same.</param>
internal sealed record Sifted(IReadOnlyList<int> Places, IReadOnlyDictionary<string, Notification>? Own = null);
