using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;

namespace Backorders.Partners.Tests.Webhooks;

public sealed class RestartTests : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task CrashBetweenDeliveryAndCursor_SendsTheSameDeliveryAgainAndNothingElseTwice()
    {
        MemoryWebhookStore store = new();
        ScriptedFeed feed = new();
        feed.Add(3);
        BrokenStore breaking = new(store) { OnPosition = p => Fail(p.Cursor > 0) };
        await using (Bench first = await Bench.StartAsync(store: breaking, feed: feed))
        {
            await first.AddAsync(receiver.Url);
            await receiver.NextAsync();
            await Bench.UntilAsync(() => first.Time.NextTimer is not null && feed.Followers == 1);
        }

        Assert.Equal((0, 3), ((await store.LoadAsync()).Positions.Single().Cursor, (await store.LoadAsync()).Positions.Single().PendingTo));
        feed.Add(4);
        await using Bench second = await Bench.StartAsync(store: store, feed: feed);
        await second.UntilCursorAsync(7);
        Received[] came = [.. receiver.All];
        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 7], came.SelectMany(r => r.Cursors));
        Assert.Equal((came[0].Id, came[0].Text), (came[1].Id, came[1].Text));
        Assert.NotEqual(came[1].Id, came[2].Id);

        static void Fail(bool now)
        {
            if (now)
            {
                throw new WebhookStoreException("The disk is full.", null);
            }
        }
    }

    [Fact]
    public async Task StoreThatRecovers_IsWrittenWithoutARestart()
    {
        bool full = true;
        BrokenStore breaking = new(new MemoryWebhookStore())
        {
            OnPosition = p =>
            {
                if (full && p.Cursor > 0)
                {
                    throw new WebhookStoreException("The disk is full.", null);
                }
            },
        };
        await using Bench bench = await Bench.StartAsync(store: breaking);
        bench.Feed.Add(2);
        await bench.AddAsync(receiver.Url);
        await receiver.NextAsync();
        await Bench.UntilAsync(() => bench.Time.NextTimer is not null && bench.Feed.Followers == 1);
        full = false;
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.UntilCursorAsync(2);
        Assert.Single(receiver.All.Select(r => r.Id).Distinct());
    }

    [Fact]
    public async Task Restart_AmidRetries_KeepsCountWindowAndWait()
    {
        MemoryWebhookStore store = new();
        ScriptedFeed feed = new();
        feed.Add(1);
        receiver.AnswerWith(500);
        DeliveryPosition before;
        await using (Bench first = await Bench.StartAsync(store: store, feed: feed))
        {
            await first.AddAsync(receiver.Url);
            await first.ToNextTryAsync(1);
            await Bench.UntilAsync(() => first.Position().Attempts == 2);
            before = first.Position();
        }

        await using Bench second = await Bench.StartAsync(store: store, feed: feed);
        await Bench.UntilAsync(() => second.Time.NextTimer == before.NextTryAt);
        Assert.Equal(before, second.Position());
        Assert.Equal(2, receiver.All.Count);
        receiver.AnswerWith(204);
        await second.ToNextTryAsync(2);
        await second.UntilCursorAsync(1);
        Assert.Single(receiver.All.Select(r => r.Id).Distinct());
    }

    [Fact]
    public async Task Restart_WhileSendingSingly_StillSetsOnlyTheBadOneAside()
    {
        MemoryWebhookStore store = new();
        ScriptedFeed feed = new();
        feed.Add(6);
        receiver.Answer = (http, received) => Receiver.StatusAsync(http, received.Cursors.Contains(3) ? 400 : 204);
        await using (Bench first = await Bench.StartAsync(o => o.RejectionsMax = 2, store, feed))
        {
            await first.AddAsync(receiver.Url);
            await Bench.UntilAsync(() => first.Position() is { Attempts: 1, Cursor: 2 });
        }

        await using Bench second = await Bench.StartAsync(o => o.RejectionsMax = 2, store, feed);
        await second.ToNextTryAsync(1);
        await second.UntilCursorAsync(6);
        Assert.Equal([1, 2, 4, 5, 6], receiver.Taken);
        Assert.Equal(3, Assert.Single(await store.ListDeadLettersAsync("wh_1", 0, 10)).Cursor);
    }

    [Fact]
    public async Task SuspendedEndpoint_StaysSuspendedAcrossARestart()
    {
        MemoryWebhookStore store = new();
        ScriptedFeed feed = new();
        await using (Bench first = await Bench.StartAsync(store: store, feed: feed))
        {
            await first.AddAsync(receiver.Url);
            await first.Dispatcher.SuspendAsync("wh_1");
        }

        feed.Add(1);
        await using Bench second = await Bench.StartAsync(store: store, feed: feed);
        Assert.Equal(SuspensionReason.Asked, second.Dispatcher.Find("wh_1")!.Suspended);
        await second.Dispatcher.ResumeAsync("wh_1");
        await second.UntilCursorAsync(1);
    }
}
