namespace Backorders.Benchmarks.Cases;

/// <summary>A receipt of 12 at the head of a very long queue: what a turn costs must not grow with who waits behind.</summary>
internal sealed class LongQueueCase : ICase
{
    public const int Times = 1_000;

    private readonly int waiting;
    private Building? building;

    public LongQueueCase(int waiting = 1_000_000) => this.waiting = waiting;

    public string Name => $"receipt of 12, {waiting:N0} lines wait";

    public int Operations => Times;

    /// <summary>What one waiting line takes in memory, with an order of its own; known after the first <see cref="Prepare"/>.</summary>
    public double BytesPerLine { get; private set; }

    /// <summary>What it took to submit one of these orders.</summary>
    public TimeSpan PerSubmit { get; private set; }

    public Building Building => building!;

    public void Prepare()
    {
        if (building is not null)
        {
            return;
        }

        building = new Building(1);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long began = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < waiting; i++)
        {
            building.Submit(0, 1);
        }

        PerSubmit = TimeProvider.System.GetElapsedTime(began) / waiting;
        BytesPerLine = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)waiting;
    }

    public void Run()
    {
        for (int i = 0; i < Times; i++)
        {
            building!.Receive(0, 12);
        }
    }
}
