using System.Diagnostics;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Warehouses;
using Backorders.Domain;
using Backorders.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A node alone: the port on a cluster of one.</summary>
public sealed class ActorWarehousesTests(ITestOutputHelper output)
{
    [Fact]
    public async Task NodeAlone_ServesStopsAndServesAgain()
    {
        MemoryTurnStore store = new(TimeProvider.System);
        string? hash = null;
        for (int start = 0; start < 4; start++)
        {
            long begun = Stopwatch.GetTimestamp();
            await using ActorWarehouses node = New(store);
            await node.StartAsync(default);
            double started = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            await node.SubmitAsync(Yard.Items);
            CommandOutcome outcome = await node.SubmitAsync(Yard.Scan($"{start}"));
            output.WriteLine($"start {start}: {started:0} ms until it takes calls, {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms until the first answers");
            Assert.Null(outcome.Refused);
            Assert.Equal(EngineState.Ready, node.State);
            string now = (await node.AskAsync(Yard.Warehouse, new HashState())).Value!;
            Assert.NotEqual(hash, now);
            hash = now;
            begun = Stopwatch.GetTimestamp();
            await node.StopAsync(default);
            output.WriteLine($"stopped after {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms");
            Assert.Equal(EngineState.Stopped, node.State);
        }
    }

    private static ActorWarehouses New(ITurnStore store) => new(
        new EngineOptions { Warehouses = [new(Yard.Warehouse, "Europe/Berlin", [Yard.Door], [new("L1")])], CheckInvariantsEvery = 1 },
        store, TimeProvider.System, TimeProvider.System, NullLoggerFactory.Instance);
}
