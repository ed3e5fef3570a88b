using Backorders.Server.Tests;
using Backorders.V1;
using Grpc.Core;
using Microsoft.Playwright;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>What a tab hears of a warehouse's events over its browser's stream, by the same code as the pages: the cursors, in the order in which they came.</summary>
internal static class Ears
{
    private const string Leads = """
        () => navigator.locks.request(`me ${crypto.randomUUID()}`, async ({ name }) => {
          const { held } = await navigator.locks.query();
          const { clientId } = held.find((lock) => lock.name === name);
          return held.some((lock) => lock.name.startsWith('backorders-live ') && lock.clientId === clientId);
        })
        """;

    /// <summary>Begins to listen in a tab, from a cursor on.</summary>
    public static Task OpenAsync(IPage tab, long from = 0) => tab.EvaluateAsync(
        """
        async (from) => {
          const base = document.querySelector('link[rel=modulepreload]').href.split('/').slice(0, 5).join('/');
          const { listen } = await import(`${base}/shared/live/hub.js`);
          window.heard = []; window.ends = []; window.lost = 0;
          listen({
            call: 'Events/Subscribe', message: { warehouse: 'MAIN' }, cursor: String(from),
            onAnswer: (answer) => answer.events?.length && window.heard.push(Number(answer.cursor)),
            onEnd: (how) => window.ends.push(how.reason),
            onLost: () => { window.lost += 1; },
          });
        }
        """, from);

    /// <summary>Waits until a tab has heard all that has happened, and shows that it heard each once, in order and without a gap.</summary>
    public static async Task HearsAllAsync(IPage tab, BackordersClient client)
    {
        long[] happened = await HappenedAsync(client);
        await tab.WaitForFunctionAsync("(last) => window.heard.at(-1) >= last", happened[^1]);
        Assert.Equal(happened, await tab.EvaluateAsync<long[]>("() => window.heard"));
    }

    /// <summary>Whether a tab holds the browser's stream.</summary>
    public static Task<bool> LeadsAsync(IPage tab) => tab.EvaluateAsync<bool>(Leads);

    /// <summary>Waits until a tab holds it, also when it has to be taken from one that is silent.</summary>
    public static Task RobsAsync(IPage tab) => Backorders.Testing.Postgres.Poll.UntilAsync(() => LeadsAsync(tab), "the other tab holds the stream", secondsMax: 90);

    /// <summary>The tab of several that holds the stream.</summary>
    public static async Task<IPage> LeaderAsync(IEnumerable<IPage> tabs)
    {
        IPage? leader = null;
        await Poll.UntilAsync(async () =>
        {
            foreach (IPage tab in tabs)
            {
                leader = await LeadsAsync(tab) ? tab : leader;
            }

            return leader is not null;
        });
        return leader!;
    }

    /// <summary>Cursors of all decisions that a caller hears events of.</summary>
    private static async Task<long[]> HappenedAsync(BackordersClient client)
    {
        using AsyncServerStreamingCall<SubscribeResponse> stream = client.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse });
        List<long> cursors = [];
        await foreach (SubscribeResponse message in stream.ResponseStream.ReadAllAsync())
        {
            if (message.Events.Count > 0)
            {
                cursors.Add(message.Cursor);
            }

            if (message.Cursor >= message.HighWater)
            {
                break;
            }
        }

        return [.. cursors];
    }
}
