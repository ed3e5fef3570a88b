using Backorders.Domain.Events;
using Backorders.Domain.Values;

namespace Backorders.Benchmarks.Cases;

/// <summary>Folding turns that were decided before, as a recovery does: the events of orders, then of receipts that serve them.</summary>
internal sealed class ReplayCase : ICase
{
    public const int Turns = 20_000;

    private readonly List<(Instant At, IReadOnlyList<Event> Events)> history = [];
    private readonly Building start = new(100);
    private readonly byte[] empty;
    private Building building = null!;

    public ReplayCase()
    {
        empty = start.Save();
        Building first = start.Copy(empty);
        for (int i = 0; i < Turns; i++)
        {
            IReadOnlyList<Event> events = i % 2 == 0 ? first.Submit(i / 2 % 100, 1) : first.Receive(i / 2 % 100, 1);
            history.Add((first.Now, events));
        }
    }

    public string Name => "fold a stored turn";

    public int Operations => Turns;

    public void Prepare() => building = start.Copy(empty);

    public void Run()
    {
        foreach ((Instant at, IReadOnlyList<Event> events) in history)
        {
            foreach (Event change in events)
            {
                building.Warehouse.Apply(change, at);
            }
        }
    }
}
