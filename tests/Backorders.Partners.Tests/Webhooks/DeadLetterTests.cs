using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Tests.Webhooks;

public sealed class DeadLetterTests : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    [Fact]
    public async Task PoisonedDecision_IsSetAsideAlone_AndDeliveryGoesOnInOrder()
    {
        await using Bench bench = await Bench.StartAsync(o => o.RejectionsMax = 3);
        RejectWhatHolds(4);
        bench.Feed.Add(10);
        await bench.AddAsync(receiver.Url);
        await bench.ToNextTryAsync(1);
        await bench.ToNextTryAsync(2);
        await bench.UntilCursorAsync(10);

        Assert.Equal([1, 2, 3, 5, 6, 7, 8, 9, 10], receiver.Taken);
        DeadLetter letter = Assert.Single(await bench.Dispatcher.ListDeadLettersAsync("wh_1", 0, 10));
        Assert.Equal((4, 3, 422), (letter.Cursor, letter.Attempts, letter.HttpStatus));
        Assert.Contains("not digestible", letter.Error, StringComparison.Ordinal);
        Assert.Equal(SuspensionReason.None, bench.Dispatcher.Find("wh_1")!.Suspended);
    }

    [Fact]
    public async Task DeadLetter_SentAgain_HasTheSameIdAndBody_AndIsForgottenOnceTaken()
    {
        await using Bench bench = await Bench.StartAsync(o => o.RejectionsMax = 1);
        RejectWhatHolds(2);
        bench.Feed.Add(3);
        await bench.AddAsync(receiver.Url);
        await bench.UntilCursorAsync(3);
        DeadLetter letter = Assert.Single(await bench.Dispatcher.ListDeadLettersAsync("wh_1", 0, 10));

        Assert.Equal(DeliveryOutcome.Rejected, (await bench.Dispatcher.ResendAsync("wh_1", letter.MessageId, default))!.Outcome);
        Assert.Single(await bench.Dispatcher.ListDeadLettersAsync("wh_1", 0, 10));
        receiver.AnswerWith(204);
        Assert.Equal(DeliveryOutcome.Delivered, (await bench.Dispatcher.ResendAsync("wh_1", letter.MessageId, default))!.Outcome);
        Assert.Empty(await bench.Dispatcher.ListDeadLettersAsync("wh_1", 0, 10));
        Received[] tries = [.. receiver.All.Where(r => r.Id == letter.MessageId)];
        Assert.Equal(3, tries.Length);
        Assert.Single(tries.Select(t => t.Text).Distinct());
        Assert.Null(await bench.Dispatcher.ResendAsync("wh_1", letter.MessageId, default));
    }

    [Fact]
    public async Task EverythingRejected_SuspendsTheEndpoint_InsteadOfSettingAllAside()
    {
        await using Bench bench = await Bench.StartAsync(o => (o.RejectionsMax, o.SetAsideInRowMax) = (1, 3));
        receiver.AnswerWith(401);
        bench.Feed.Add(20);
        await bench.AddAsync(receiver.Url);
        await bench.UntilSuspendedAsync(SuspensionReason.Rejecting);
        Assert.Equal(3, (await bench.Dispatcher.ListDeadLettersAsync("wh_1", 0, 100)).Count);
        Assert.Equal(3, bench.Position().Cursor);

        receiver.AnswerWith(204);
        await bench.Dispatcher.ResumeAsync("wh_1");
        await bench.UntilCursorAsync(20);
        Assert.Equal(Enumerable.Range(4, 17).Select(i => (long)i), receiver.Taken);
    }

    [Fact]
    public async Task TooManyRequestsAndTimeout_AreNoRejections()
    {
        await using Bench bench = await Bench.StartAsync(o => o.RejectionsMax = 1);
        receiver.AnswerWith(429, 408, 204);
        bench.Feed.Add(1);
        await bench.AddAsync(receiver.Url);
        await bench.ToNextTryAsync(1);
        await bench.ToNextTryAsync(2);
        await bench.UntilCursorAsync(1);
        Assert.Empty(await bench.Dispatcher.ListDeadLettersAsync("wh_1", 0, 10));
    }

    [Fact]
    public async Task MoveToACursor_SendsEverythingAfterItAgain()
    {
        await using Bench bench = await Bench.StartAsync();
        bench.Feed.Add(5);
        await bench.AddAsync(receiver.Url);
        await bench.UntilCursorAsync(5);
        Assert.True(await bench.Dispatcher.MoveAsync("wh_1", Bench.Warehouse, 2));
        await bench.UntilCursorAsync(5);
        await Bench.UntilAsync(() => receiver.Taken.Count == 8);
        Assert.Equal([1, 2, 3, 4, 5, 3, 4, 5], receiver.Taken);
        Assert.False(await bench.Dispatcher.MoveAsync("wh_1", "ELSEWHERE", 2));
    }

    private void RejectWhatHolds(long cursor) => receiver.Answer = async (http, received) =>
    {
        if (received.Cursors.Contains(cursor))
        {
            http.Response.StatusCode = 422;
            await http.Response.Body.WriteAsync("not digestible"u8.ToArray());
            return;
        }

        http.Response.StatusCode = 204;
    };
}
