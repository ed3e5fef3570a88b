using System.Diagnostics.Metrics;
using Backorders.Domain.Ids;

namespace Backorders.Server.ReadModel;

/// <summary>What the feeding of the read models costs, and how far they are; meter <see cref="MeterName"/>. The figures themselves are <c>FigureGauges</c>'s.</summary>
internal sealed class ReadModelInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Backorders.ReadModel";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> turns;
    private readonly Counter<long> rows;
    private readonly Counter<long> failures;
    private readonly Histogram<double> writes;

    public ReadModelInstruments()
    {
        turns = meter.CreateCounter<long>("backorders.readmodel.turns", "{turn}", "Turns folded into rows.");
        rows = meter.CreateCounter<long>("backorders.readmodel.rows", "{row}", "Rows written.");
        failures = meter.CreateCounter<long>("backorders.readmodel.failures", "{failure}", "Times that rows could not be written.");
        writes = meter.CreateHistogram<double>("backorders.readmodel.write", "s", "Time to fold and write one batch.");
    }

    /// <summary>Publishes how far the rows lag of each warehouse that is served here.</summary>
    public void Observe(ReadModelHost host) => meter.CreateObservableGauge(
        "backorders.readmodel.lag", () => host.Warehouses.Where(host.IsHere).Select(w => new Measurement<long>(host.LagOf(w), Tag(w))), "{turn}",
        "Durable turns that the rows do not hold yet.");

    public void Written(WarehouseId warehouse, int turnCount, int rowCount, double seconds)
    {
        turns.Add(turnCount, Tag(warehouse));
        rows.Add(rowCount, Tag(warehouse));
        writes.Record(seconds, Tag(warehouse));
    }

    public void Failed(WarehouseId warehouse) => failures.Add(1, Tag(warehouse));

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag(WarehouseId warehouse) => new("warehouse", warehouse.Value);
}
