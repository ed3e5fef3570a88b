using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Backorders.Actors.Port;
using Backorders.Testing.Actors;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>What warehouses do is counted once, in figures that say what they are.</summary>
public sealed class InstrumentsTests
{
    [Fact]
    public async Task Instruments_CountTurnsRepeatsRefusalsAndFailures()
    {
        ConcurrentDictionary<string, double> seen = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == WarehouseInstruments.MeterName)
            {
                Assert.False(string.IsNullOrEmpty(instrument.Unit) || string.IsNullOrEmpty(instrument.Description));
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((i, value, _, _) => Note(i, value));
        listener.SetMeasurementEventCallback<int>((i, value, _, _) => Note(i, value));
        listener.SetMeasurementEventCallback<double>((i, value, _, _) => Note(i, value));
        listener.Start();
        ManualTimeProvider time = new();
        TroubledTurnStore store = new(time);
        using WarehouseInstruments instruments = new();

        await using (Yard yard = new(store, time, instruments: instruments))
        {
            await yard.Submit(Yard.Items);
            await yard.Submit(Yard.Scan("1"));
            await yard.Submit(Yard.Scan("1"));
            await yard.Submit(Yard.Scan("2", quantity: 0));
            store.FailWrites(1);
            await yard.Submit(Yard.Scan("3"));
            await yard.Heard();
        }

        // Two turns describe the warehouse and its item, two are scans; none counts twice, though one was written twice.
        Assert.Equal((4, 1, 1, 1), (Of("turns"), Of("repeated"), Of("refusals"), Of("store_failures")));
        Assert.Equal(Of("turns"), Of("batch_turns"));

        void Note(Instrument instrument, double value) => seen.AddOrUpdate(instrument.Name, value, (_, before) => before + value);

        double Of(string name) => seen.GetValueOrDefault("backorders.engine." + name);
    }
}
