using System.Globalization;
using Backorders.EndToEnd.Tests.Cluster;
using Backorders.EndToEnd.Tests.Screens.Support;
using Backorders.Testing.Postgres;

namespace Backorders.EndToEnd.Tests.Screens;

/// <summary>How long a person at a door waits. Measured in a browser of its own when no other test runs.</summary>
[Collection(nameof(OneAtATime))]
public sealed class DockSpeedTests
{
    /// <summary>What the page adds to the call itself: storing the scan, and painting the answer.</summary>
    [ScreenFact]
    public async Task Answer_BehindASlowNetwork_IsOnTheScreenSoonAfterTheCall()
    {
        await using Dock dock = await Dock.OpenAsync();
        await using Handheld handheld = await dock.StartHandheldAsync();
        dock.Network.Delay = TimeSpan.FromMilliseconds(50);
        await handheld.StartAtDoorAsync(dock.Network.Address, dock.Node.Keys["scanner"], Dock.Notice);
        await handheld.Page.EvaluateAsync("""
            () => {
              window.shown = []; window.typed = [];
              window.addEventListener('keydown', (e) => e.key === 'Enter' && window.typed.push(e.timeStamp), { capture: true });
              new MutationObserver(() => {
                const result = document.getElementById('result');
                if (result?.dataset.sign === 'done' && window.shown.at(-1)?.seq !== result.dataset.seq) { window.shown.push({ seq: result.dataset.seq, at: performance.now() }); }
              }).observe(document.body, { subtree: true, attributes: true, childList: true });
            }
            """);
        for (int i = 1; i <= 20; i++)
        {
            await handheld.ScanAsync("BOWL");
            await handheld.Page.WaitForFunctionAsync($"() => window.shown.length === {i}");
        }

        double[][] times = await handheld.Page.EvaluateAsync<double[][]>("""
            () => {
              const calls = performance.getEntriesByType('resource').filter((e) => e.name.endsWith('/backorders.v1.Receiving/Receive')).map((e) => e.duration);
              return [calls, window.shown.map(({ at }, i) => at - window.typed[i])];
            }
            """);
        (double call, double shown) = (Middle(times[0]), Middle(times[1]));
        Figures.Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"dock behind 50 ms: scan to answer on the screen p50 {shown:0} ms, the call itself {call:0} ms, so the page adds {shown - call:0} ms; {times[0].Length} scans"));
        Assert.Equal((20, 20), (times[0].Length, times[1].Length));

        static double Middle(double[] all) => all.Order().ElementAt(all.Length / 2);
    }
}
