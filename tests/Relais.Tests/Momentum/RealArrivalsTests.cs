using Relais.Benchmarks;
using Relais.Benchmarks.Momentum;
using Relais.Benchmarks.Nab;
using Relais.Momentum;

namespace Relais.Tests.Momentum;

// The default settings on real counts and real post ids; docs/momentum.md gives the figures.
public sealed class RealArrivalsTests
{
    [SkippableFact]
    public void Labelled_counts_score_at_least_75_on_the_benchmark_of_NAB()
    {
        var files = NabFiles.Load(Folder("nab"));

        var scores = files.Select(file =>
            NabScorer.Score(file, DetectorRun.Surges(file, DetectorSettings.Default), NabProfile.Standard)).ToArray();

        Assert.Equal((5, 16), (scores.Length, scores.Sum(score => score.Windows)));
        Assert.InRange(NabScorer.Normalise(scores, NabProfile.Standard), 75, 100);
    }

    [SkippableFact]
    public void The_surge_of_arsonemergency_is_noticed_in_the_morning_it_began()
    {
        var surges = Surges("arsonemergency-2020_post-ids.txt", posts: 27_546);

        var morning = new DateTimeOffset(2020, 1, 7, 10, 0, 0, TimeSpan.Zero);
        Assert.Single(surges, surge => surge.At >= morning && surge.At <= morning.AddHours(2));
        Assert.InRange(surges.Count(surge => surge.At < morning), 0, 3);
    }

    [SkippableFact]
    public void Three_match_days_of_afl_hold_no_more_than_one_surge() =>
        Assert.InRange(Surges("afl-2019_post-ids.txt", posts: 21_799).Length, 0, 1);

    private static MomentumReading[] Surges(string file, int posts)
    {
        var bins = PostIds.ReadBins(Path.Combine(Folder("post-ids"), file));
        Assert.Equal(posts, bins.Sum(bin => bin.Count));
        return [.. DetectorRun.Read(bins, DetectorSettings.Default).Where(reading => reading.Change == MomentumChange.SurgeBegan)];
    }

    private static string Folder(string name)
    {
        Skip.If(RealData.Folder(name) is null, $"../shared/data/{name} is absent.");
        return RealData.Folder(name)!;
    }
}
