using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;

namespace Backorders.Partners.Tests.Webhooks;

public sealed class DeliveryTests : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task Endpoint_FromTheBeginning_IsToldEverythingOnceAndInOrder()
    {
        await using Bench bench = await Bench.StartAsync(o => o.DecisionsPerDeliveryMax = 7);
        bench.Feed.Add(50);
        await bench.AddAsync(receiver.Url);
        await bench.UntilCursorAsync(50);
        bench.Feed.Add(1);
        await bench.UntilCursorAsync(51);
        Assert.Equal(Enumerable.Range(1, 51).Select(i => (long)i), receiver.All.SelectMany(r => r.Cursors));
        Assert.All(receiver.All, r => Assert.InRange(r.Cursors.Count, 1, 7));
        Assert.Equal(receiver.All.Count, receiver.All.Select(r => r.Id).Distinct().Count());
    }

    [Fact]
    public async Task Endpoint_FromNow_IsToldOnlyWhatComes()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Feed.Add(5);
        await bench.AddAsync(receiver.Url, from: 5);
        bench.Feed.Add(2);
        await bench.UntilCursorAsync(7);
        Assert.Equal([6, 7], receiver.All.SelectMany(r => r.Cursors));
    }

    [Fact]
    public async Task TenThousandDecisions_AreDrainedInFewDeliveries()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Feed.Add(10_000);
        await bench.AddAsync(receiver.Url);
        await bench.UntilCursorAsync(10_000);
        Assert.Equal(Enumerable.Range(1, 10_000).Select(i => (long)i), receiver.All.SelectMany(r => r.Cursors));
        Assert.InRange(receiver.All.Count, 100, 200);
    }

    [Fact]
    public async Task DecisionsKeptBackByTheFilter_MoveTheCursorWithoutADelivery()
    {
        MemoryWebhookStore store = new();
        await using Bench bench = await Bench.StartAsync(store: store);
        bench.Feed.Add(3_000, told: false);
        await bench.AddAsync(receiver.Url);
        await bench.UntilCursorAsync(3_000);
        Assert.Empty(receiver.All);
        Assert.True((await store.LoadAsync()).Positions.Single().Cursor >= 2_000);
    }

    [Fact]
    public async Task ServerError_IsTriedAgainLaterAndLater_WithTheSameIdAndContent()
    {
        await using Bench bench = await Bench.StartAsync();
        receiver.AnswerWith(500, 503, 502, 500, 204);
        bench.Feed.Add(1);
        await bench.AddAsync(receiver.Url);
        List<TimeSpan> waits = [];
        for (int attempt = 1; attempt <= 4; attempt++)
        {
            await receiver.NextAsync();
            waits.Add(await bench.ToNextTryAsync(attempt));
        }

        await bench.UntilCursorAsync(1);
        Received[] tries = [.. receiver.All];
        Assert.Equal(5, tries.Length);
        Assert.Single(tries.Select(t => (t.Id, t.Text)).Distinct());
        Assert.Equal(5, tries.Select(t => t.Timestamp).Distinct().Count());
        for (int i = 0; i < waits.Count; i++)
        {
            double whole = 5 * Math.Pow(2, i);
            Assert.InRange(waits[i].TotalSeconds, whole / 2, whole);
        }

        Assert.Equal((0, null, string.Empty), (bench.Position().Attempts, bench.Position().NextTryAt, bench.Position().LastError));
        Assert.Equal(
            [DeliveryOutcome.Delivered, DeliveryOutcome.Failed, DeliveryOutcome.Failed, DeliveryOutcome.Failed, DeliveryOutcome.Failed],
            bench.Dispatcher.Attempts("wh_1").Select(a => a.Outcome));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("7200", 3_600)]
    [InlineData("Mon, 02 Mar 2026 06:03:00 GMT", 180)]
    public async Task RetryAfter_LongerThanTheOwnWait_IsHonouredUpToTheLongestWait(string retryAfter, double seconds)
    {
        await using Bench bench = await Bench.StartAsync();
        receiver.Answer = (http, _) =>
        {
            http.Response.Headers.RetryAfter = retryAfter;
            return Receiver.StatusAsync(http, 429);
        };
        bench.Feed.Add(1);
        await bench.AddAsync(receiver.Url);
        await receiver.NextAsync();
        receiver.AnswerWith(204);
        Assert.Equal(seconds, (await bench.ToNextTryAsync(1)).TotalSeconds);
        await bench.UntilCursorAsync(1);
    }

    [Fact]
    public async Task Silence_EndsWithTheAnswerTimeAndIsTriedAgain()
    {
        await using Bench bench = await Bench.StartAsync();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = async (http, _) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        };
        bench.Feed.Add(1);
        await bench.AddAsync(receiver.Url);
        await asked.Task;
        receiver.AnswerWith(204);
        bench.Time.Advance(TimeSpan.FromMilliseconds(bench.Options.AnswerMilliseconds));
        await bench.ToNextTryAsync(1);
        await bench.UntilCursorAsync(1);
        Assert.Contains("No answer within 15000 ms", bench.Dispatcher.Attempts("wh_1")[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyThere_IsTriedAgain()
    {
        await using Bench bench = await Bench.StartAsync();
        string url = receiver.Url;
        await receiver.DisposeAsync();
        bench.Feed.Add(1);
        await bench.AddAsync(url);
        await bench.ToNextTryAsync(1);
        await Bench.UntilAsync(() => bench.Position().Attempts == 2);
        Assert.NotEmpty(bench.Position().LastError);
        receiver = await Receiver.StartAsync();
    }

    [Fact]
    public async Task Redirect_IsNotFollowed_AndSaysWhereTo()
    {
        await using Receiver elsewhere = await Receiver.StartAsync();
        await using Bench bench = await Bench.StartAsync();
        receiver.Answer = (http, _) =>
        {
            http.Response.Headers.Location = elsewhere.Url;
            return Receiver.StatusAsync(http, 302);
        };
        bench.Feed.Add(1);
        await bench.AddAsync(receiver.Url);
        await Bench.UntilAsync(() => bench.Position().Attempts == 1);
        Assert.Contains($"to {elsewhere.Url}: redirects are not followed", bench.Position().LastError, StringComparison.Ordinal);
        Assert.Empty(elsewhere.All);
    }

    [Fact]
    public async Task WholeWindowOfFailures_SuspendsTheEndpoint_AndResumingLosesNothing()
    {
        await using Bench bench = await Bench.StartAsync(o => o.RetryWindowHours = 1);
        receiver.AnswerWith(500);
        bench.Feed.Add(3);
        await bench.AddAsync(receiver.Url);
        for (int attempt = 1; bench.Dispatcher.Find("wh_1")!.Suspended == SuspensionReason.None; attempt++)
        {
            await Bench.UntilAsync(() => bench.Dispatcher.Find("wh_1")!.Suspended != SuspensionReason.None || (bench.Position().Attempts == attempt && bench.Position().NextTryAt == bench.Time.NextTimer));
            bench.Time.Advance((bench.Time.NextTimer ?? bench.Time.GetUtcNow()) - bench.Time.GetUtcNow());
        }

        WebhookEndpoint suspended = bench.Dispatcher.Find("wh_1")!;
        Assert.Equal((SuspensionReason.Failing, 0L), (suspended.Suspended, bench.Position().Cursor));
        Assert.Contains("HTTP 500", suspended.SuspendedBecause, StringComparison.Ordinal);
        bench.Feed.Add(1);
        receiver.AnswerWith(204);
        int before = receiver.All.Count;
        await bench.Dispatcher.ResumeAsync("wh_1");
        await bench.UntilCursorAsync(4);
        Assert.Equal([1, 2, 3, 4], receiver.All.Skip(before).SelectMany(r => r.Cursors));
    }

    [Fact]
    public async Task Gone_SuspendsAtOnce()
    {
        await using Bench bench = await Bench.StartAsync();
        receiver.AnswerWith(410);
        bench.Feed.Add(1);
        await bench.AddAsync(receiver.Url);
        await bench.UntilSuspendedAsync(SuspensionReason.Gone);
        Assert.Single(receiver.All);
    }

    [Fact]
    public async Task SuspendAndResume_StopDeliveriesAndGoOnFromTheCursor()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Feed.Add(1);
        await bench.AddAsync(receiver.Url);
        await bench.UntilCursorAsync(1);
        await bench.Dispatcher.SuspendAsync("wh_1");
        bench.Feed.Add(2);
        Assert.Equal(SuspensionReason.Asked, bench.Dispatcher.Find("wh_1")!.Suspended);
        Assert.Equal(1, bench.Position().Cursor);
        await bench.Dispatcher.ResumeAsync("wh_1");
        await bench.UntilCursorAsync(3);
        Assert.Equal([1, 2, 3], receiver.All.SelectMany(r => r.Cursors));
    }

    [Fact]
    public async Task OneEndpointInTrouble_HoldsUpNoOther()
    {
        await using Receiver dead = await Receiver.StartAsync();
        dead.AnswerWith(500);
        await using Bench bench = await Bench.StartAsync();
        await bench.AddAsync(dead.Url, "wh_dead");
        await bench.AddAsync(receiver.Url, "wh_live");
        for (int i = 1; i <= 20; i++)
        {
            bench.Feed.Add(1);
            await bench.UntilCursorAsync(i, "wh_live");
        }

        Assert.Equal(0, bench.Position("wh_dead").Cursor);
    }

    [Fact]
    public async Task Feed_ThatCannotBeRead_IsFollowedAnewFromTheCursor()
    {
        await using Bench bench = await Bench.StartAsync();
        bool broken = true;
        bench.Feed.OnFollow = _ =>
        {
            if (broken)
            {
                throw new IOException("The disk is gone.");
            }
        };
        bench.Feed.Add(2);
        await bench.AddAsync(receiver.Url);
        await Bench.UntilAsync(() => bench.Feed.Followers == 1 && bench.Time.NextTimer is not null);
        broken = false;
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.UntilCursorAsync(2);
        Assert.Equal([1, 2], receiver.All.SelectMany(r => r.Cursors));
    }

    [Fact]
    public async Task CursorBeyondTheJournal_SuspendsTheEndpoint()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Feed.Add(2);
        await bench.AddAsync(receiver.Url, from: 90);
        await bench.UntilSuspendedAsync(SuspensionReason.CursorBeyondJournal);
        await bench.Dispatcher.MoveAsync("wh_1", Bench.Warehouse, 0);
        await bench.Dispatcher.ResumeAsync("wh_1");
        await bench.UntilCursorAsync(2);
    }
}
