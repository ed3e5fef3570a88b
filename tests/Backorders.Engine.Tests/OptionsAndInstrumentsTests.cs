using System.Diagnostics.Metrics;
using Backorders.Journal;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Engine.Tests;

public sealed class OptionsAndInstrumentsTests
{
    [Fact]
    public void Options_WithSeveralMistakes_NameThemAll()
    {
        EngineOptions options = new() { MailboxCapacity = 0, RetryAfterMax = TimeSpan.Zero };

        ArgumentException e = Assert.Throws<ArgumentException>(
            () => new BackordersEngine(options, new MemoryJournal(), new ManualTimeProvider(), NullLoggerFactory.Instance));

        Assert.Contains("Warehouses", e.Message);
        Assert.Contains("MailboxCapacity", e.Message);
        Assert.Contains("RetryAfterMax", e.Message);
    }

    [Fact]
    public async Task Instruments_CountTurnsRepeatsAndRefusals()
    {
        using EngineInstruments instruments = new();
        Dictionary<string, double> seen = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == EngineInstruments.MeterName)
            {
                Assert.False(string.IsNullOrEmpty(instrument.Unit) || string.IsNullOrEmpty(instrument.Description));
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((i, value, _, _) => Note(i, value));
        listener.SetMeasurementEventCallback<int>((i, value, _, _) => Note(i, value));
        listener.SetMeasurementEventCallback<double>((i, value, _, _) => Note(i, value));
        listener.Start();
        EngineOptions options = new() { Warehouses = [new(Host.Warehouse, "Europe/Berlin", [Host.Door], [new("L1")])] };
        await using BackordersEngine engine = new(options, new MemoryJournal(), new ManualTimeProvider(), NullLoggerFactory.Instance, instruments);
        await engine.StartAsync(default);
        await engine.SubmitAsync(new(
            Host.Warehouse, default, default, "test", new Domain.Commands.DefineItems(Host.Owner, [new(Host.Sku, "Bolt", true, [])])));
        await engine.SubmitAsync(Host.Scan("1"));
        await engine.SubmitAsync(Host.Scan("1"));
        await engine.SubmitAsync(Host.Scan("2", unit: "crate"));
        listener.RecordObservableInstruments();

        Assert.Equal((3, 1, 1, 0), (Of("turns"), Of("repeated"), Of("refusals"), Of("mailbox_depth")));
        Assert.Equal(3, Of("batch_turns"));

        void Note(Instrument instrument, double value)
        {
            lock (seen)
            {
                seen[instrument.Name] = seen.GetValueOrDefault(instrument.Name) + value;
            }
        }

        double Of(string name) => seen["backorders.engine." + name];
    }
}
