namespace Backorders.Cli.Demo.Replay;

/// <summary>A receiving door with its queue of cartons.</summary>
internal sealed class Door(string name, string device)
{
    private readonly Queue<ExpectedCartons> waiting = new();
    private long left;
    private long free = long.MinValue;
    private long scans;

    public string Name { get; } = name;

    public string Device { get; } = device;

    public bool IsBusy => waiting.Count > 0;

    public void Arrive(ExpectedCartons cartons, long at)
    {
        if (waiting.Count == 0)
        {
            (left, free) = (cartons.Cartons, Math.Max(free, at));
        }

        waiting.Enqueue(cartons);
    }

    /// <summary>The next carton, if it is off the truck by then. Notices that are all in are added to <paramref name="finished"/>.</summary>
    public (ExpectedCartons Expected, long At, long Scan)? TakeCarton(long until, long seconds, List<string> finished)
    {
        if (waiting.Count == 0 || free + seconds > until)
        {
            return null;
        }

        ExpectedCartons expected = waiting.Peek();
        free += seconds;
        if (--left == 0)
        {
            waiting.Dequeue();
            finished.Add(expected.AsnNo);
            left = waiting.Count > 0 ? waiting.Peek().Cartons : 0;
        }

        return (expected, free, ++scans);
    }
}
