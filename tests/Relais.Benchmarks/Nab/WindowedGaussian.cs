namespace Relais.Benchmarks.Nab;

/// <summary>
/// NAB's own simple detector, for comparison and to check the scorer against published scores: how far a count lies in the tail of a
/// normal distribution over the last 6,400 counts, renewed every 100.
/// </summary>
public static class WindowedGaussian
{
    private const int Window = 6400;
    private const int Step = 100;

    // NAB's published threshold for it is a score of 1.0, written with twelve digits: a tail below 5e-13, so 7.1305 deviations.
    private const double Deviations = 7.1305;

    public static IEnumerable<int> Detect(NabFile file)
    {
        var window = new Queue<int>();
        var waiting = new List<int>();
        var (mean, deviation) = (0.0, 1.0);
        for (var row = 0; row < file.Rows.Count; row++)
        {
            var count = file.Rows[row].Count;
            if (window.Count > 0 && Math.Abs(count - mean) / deviation > Deviations)
            {
                yield return row;
            }

            var filling = window.Count < Window;
            waiting.Add(count);
            if (filling || waiting.Count == Step)
            {
                waiting.ForEach(window.Enqueue);
                waiting.Clear();
                while (window.Count > Window)
                {
                    window.Dequeue();
                }
                (mean, deviation) = Describe(window);
            }
        }
    }

    private static (double Mean, double Deviation) Describe(Queue<int> window)
    {
        var mean = window.Average();
        var deviation = Math.Sqrt(window.Average(count => (count - mean) * (count - mean)));
        return (mean, deviation == 0 ? 0.000001 : deviation);
    }
}
