using System.Globalization;
using Relais.Operations.Costs;
using Relais.Tests.Architecture;

namespace Relais.Tests.Operations;

/// <summary>What a month is said to cost: by hand, by what may never be, and as the page has it.</summary>
public sealed class EstimateTests
{
    private const string Page = "docs/costs.md";

    // One timer a minute and one an hour, two queues, one question every five minutes.
    private static readonly Frequencies Frequencies = new([43_200, 720], 2, 1, 1, 5);

    [Fact]
    public void A_month_without_anybody_costs_its_timers_and_its_polls()
    {
        var bill = Bill.Of(Month("--members 0 --alerts 0 --posts 0 --submissions 0 --joins 0 --visits 0 --dashboard-hours 0 --telemetry 0"), Frequencies, PriceList.Public);

        // 43,920 runs of timers, 8,640 polls and as many judgements.
        Assert.Equal(61_200, Amount(bill, "functions: executions"));
        Assert.Equal(((43_920 + 8_640) * 2) + (8_640 * 2 * 2), Amount(bill, "functions: memory while they run"));

        // 2.5 a minute, 11 a poll, 9 a snapshot, less three for each of the 17,280 messages.
        Assert.Equal((43_200 * 2.5) + (8_640 * 11) + (8_640 * 9) - (3 * 17_280), Amount(bill, "tables: requests"));
        Assert.Equal((3 * 17_280) + (2 * 43_200), Amount(bill, "queues: requests"));
        Assert.Equal(0, Dollars(bill, "functions: executions"));
        Assert.Equal((139_680 - 100_000) * 0.000026, Dollars(bill, "functions: memory while they run"), 9);
        Assert.Equal(0, Dollars(bill, "X"));
        Assert.Equal(bill.Lines.Sum(line => line.Dollars), bill.Dollars, 9);
    }

    [Theory]
    [InlineData("--members 10000 --alerts 30", "mail", 30 * 10_000 * 0.6 + 2 * 200)]
    [InlineData("--members 10000 --alerts 30 --mail-share 0 --joins 0", "mail", 0)]
    [InlineData("--x-dollars 5", "X", 5)]
    [InlineData("--x-dollars 100", "X", 8_640 * 0.005)]
    [InlineData("--always-ready 1 --memory 512", "instances always ready", 0.5 * 30 * 24 * 3600)]
    [InlineData("--private-endpoints", "private endpoints", 4)]
    [InlineData("--queues servicebus", "service bus: base", 1)]
    public void A_line_has_the_amount_that_was_asked_for(string args, string line, double amount) =>
        Assert.Equal(amount, Amount(Bill.Of(Month(args), Frequencies, PriceList.Public), line), 6);

    [Theory]
    [InlineData("--members")]
    [InlineData("--alerts")]
    [InlineData("--campaigns")]
    [InlineData("--posts")]
    [InlineData("--submissions")]
    [InlineData("--joins")]
    [InlineData("--visits")]
    [InlineData("--dashboard-hours")]
    [InlineData("--failing-share")]
    [InlineData("--mail-share")]
    [InlineData("--x-dollars")]
    [InlineData("--telemetry")]
    [InlineData("--always-ready")]
    public void More_of_anything_never_costs_less(string name)
    {
        var question = Workload.Questions.Single(one => "--" + one.Name == name);
        double[] steps = [question.Least, .. new[] { 0.001, 0.01, 0.1, 1 }.Select(share => Math.Max(question.Least, Math.Floor(question.Most * share)))];
        var bills = steps.Select(amount => Bill.Of(Month(string.Create(CultureInfo.InvariantCulture, $"--members 100 {name} {amount:0}")), Frequencies, PriceList.Public)).ToArray();

        Assert.All(bills.Zip(bills.Skip(1)), pair => Assert.True(pair.Second.Dollars >= pair.First.Dollars));
        Assert.All(bills.SelectMany(bill => bill.Lines), line => Assert.True(double.IsFinite(line.Dollars) && line.Dollars >= 0 && line.Amount >= 0, line.What));
        Assert.True(bills[^1].Dollars > bills[0].Dollars);
    }

    [Theory]
    [InlineData("--members", "--members must be a number from 0 to 1000000: people who are told.")]
    [InlineData("--members many", "--members must be a number from 0 to 1000000: people who are told.")]
    [InlineData("--members NaN", "--members must be a number from 0 to 1000000: people who are told.")]
    [InlineData("--members -1", "--members must be a number from 0 to 1000000: people who are told.")]
    [InlineData("--members 1e9", "--members must be a number from 0 to 1000000: people who are told.")]
    [InlineData("--members 2000000", "--members must be a number from 0 to 1000000: people who are told.")]
    [InlineData("--memory 1024", "--memory must be 512, 2048 or 4096.")]
    [InlineData("--queues rabbit", "--queues must be storage or servicebus.")]
    [InlineData("--people 5", "--people is not known.")]
    [InlineData("--prices", "--prices is not known.")]
    public void A_command_line_that_cannot_be_read_is_refused_with_the_reason(string args, string reason)
    {
        Assert.Null(Workload.Parse(args.Split(' '), out var fault));
        Assert.Equal(reason, fault);
    }

    [Fact]
    public void Prices_of_ones_own_take_the_place_of_public_ones()
    {
        var prices = PriceList.Public.With("""{ "gb-seconds": 0, "mails": 1 }""");
        var bill = Bill.Of(Month("--members 1000 --alerts 10 --joins 0 --mail-share 100"), Frequencies, prices);

        Assert.Equal((0, 10), (Dollars(bill, "functions: memory while they run"), Dollars(bill, "mail")));
        Assert.Equal("your own", bill.Lines.Single(line => line.What == "mail").Price.Source);
        Assert.StartsWith("petrol is not one of: executions, ", Assert.Throws<FormatException>(() => prices.With("""{ "petrol": 1 }""")).Message, StringComparison.Ordinal);
        Assert.Equal("mails must be a number of dollars.", Assert.Throws<FormatException>(() => prices.With("""{ "mails": "1" }""")).Message);
        Assert.Equal("it must be one JSON object of names and numbers.", Assert.Throws<FormatException>(() => prices.With("[]")).Message);
        Assert.Equal("it must be one JSON object of names and numbers.", Assert.Throws<FormatException>(() => prices.With("{")).Message);
    }

    [Fact]
    public void What_comes_to_an_end_is_said_with_what_to_switch()
    {
        Assert.Contains(Advice("--members 1000000"), advice => advice.Contains("--queues servicebus is for that", StringComparison.Ordinal));
        Assert.DoesNotContain(Advice("--members 1000000 --queues servicebus"), advice => advice.Contains("--queues", StringComparison.Ordinal));
        Assert.Contains(Advice("--x-dollars 1"), advice => advice.Contains("the cap stretches the time between two looks 43.2 times", StringComparison.Ordinal));
        Assert.Contains(Advice("--memory 2048"), advice => advice.StartsWith("With --memory 512", StringComparison.Ordinal));
        Assert.Empty(Advice("--memory 512 --members 1000"));

        IReadOnlyList<string> Advice(string args) => Bill.Of(Month(args), Frequencies, PriceList.Public).Advice;
    }

    [Fact]
    public void A_bill_for_people_names_each_line_its_amount_and_its_source()
    {
        var bill = Bill.Of(Month("--members 10000 --alerts 30"), Frequencies, PriceList.Public);
        var text = BillText.Of(bill);

        Assert.All(bill.Lines, line => Assert.Contains($"  {line.What}: {line.How}. {line.Price.Source}: ", text, StringComparison.Ordinal));
        Assert.Contains("mail                                           180,400                    18.04", text, StringComparison.Ordinal);
        Assert.All(Workload.Questions, question => Assert.Contains($"  --{question.Name} ", BillText.Usage, StringComparison.Ordinal));
    }

    [Fact]
    public void The_page_has_every_price_and_every_question_as_they_are()
    {
        var page = Paper.Read(Page);

        Assert.Equal(
            PriceList.Public.Prices.Values.Select(price => (price.Name, Number(price.Dollars), Number(price.Per), Number(price.Free), price.Source)),
            page.Table("price", "dollars", "for", "free a month", "whose").Select(row => (row[0].Trim('`'), row[1], row[2], row[3], row[4])));
        Assert.Equal(
            Workload.Questions.Select(question => ("--" + question.Name, Number(question.Default), question.What)),
            page.Table("option", "default", "what").Select(row => (row[0].Trim('`'), row[1], row[2])));
        Assert.Contains(PriceList.AsOf, page.Text, StringComparison.Ordinal);
    }

    private static string Number(double number) => number.ToString("#,0.######", CultureInfo.GetCultureInfo("en-GB"));

    private static Workload Month(string args) => Workload.Parse(args.Split(' '), out var fault) ?? throw new ArgumentException(fault);

    private static double Amount(Bill bill, string what) => bill.Lines.Single(line => line.What == what).Amount;

    private static double Dollars(Bill bill, string what) => bill.Lines.Single(line => line.What == what).Dollars;
}
