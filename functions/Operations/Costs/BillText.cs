using System.Globalization;
using System.Text;

namespace Relais.Operations.Costs;

/// <summary>Writes a bill for people: a table, its total, and what to think of it.</summary>
internal static class BillText
{
    private static readonly CultureInfo Numbers = CultureInfo.GetCultureInfo("en-GB");

    public static string Usage =>
        "usage: estimate [--NAME NUMBER …] [--queues storage|servicebus] [--zones] [--private-endpoints] [--prices FILE] [--json]\n"
        + string.Concat(Workload.Questions.Select(question => string.Create(Numbers, $"  --{question.Name,-16} {question.Default,9:#,0}   {question.What}\n")))
        + "  --prices FILE               your own prices in JSON: { \"gb-seconds\": 0.00002 }\n"
        + $"  Prices are public list prices in US dollars without tax, put together on {PriceList.AsOf} (docs/costs.md).";

    public static string Of(Bill bill)
    {
        var text = new StringBuilder();
        text.AppendLine(string.Create(Numbers, $"{"",-38}{"a month",16}  {"of it free",12}  {"dollars",9}"));
        foreach (var line in bill.Lines)
        {
            text.AppendLine(string.Create(Numbers, $"{line.What,-38}{Amount(line.Amount),16}  {(line.Price.Free == 0 ? "" : Amount(line.Price.Free)),12}  {line.Dollars,9:#,0.00}"));
        }

        text.AppendLine(string.Create(Numbers, $"{"together",-38}{"",16}  {"",12}  {bill.Dollars,9:#,0.00}")).AppendLine();
        text.AppendLine("How each amount was worked out, and whose price it is:");
        foreach (var line in bill.Lines)
        {
            text.AppendLine(string.Create(Numbers, $"  {line.What}: {line.How}. {line.Price.Source}: {line.Price.Dollars.ToString("0.######", Numbers)} dollars{(line.Price.Per == 1 ? "" : string.Create(Numbers, $" for {line.Price.Per:#,0}"))}."));
        }

        text.AppendLine().AppendLine($"Public list prices in US dollars without tax, put together on {PriceList.AsOf}; yours differ: --prices FILE. Requests to storage are measured, seconds are guessed (docs/costs.md).");
        foreach (var advice in bill.Advice)
        {
            text.AppendLine("→ " + advice);
        }

        return text.ToString();
    }

    private static string Amount(double amount) => amount.ToString(amount >= 100 ? "#,0" : "0.##", Numbers);
}
