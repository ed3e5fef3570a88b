using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>What two nodes that share a store must do, whichever store it is.</summary>
internal static class SharingConformance
{
    private const string Id = "wh_1";

    private static readonly TimeSpan Heard = TimeSpan.FromSeconds(1.5);

    /// <summary>The node that serves the warehouse delivers, and after a move the other, from where the first one stood.</summary>
    public static async Task MoveAsync(Pair pair)
    {
        await pair.One.AddAsync(pair.Receiver.Url);
        pair.History.Add(3);
        await pair.UntilTakenAsync(1, 2, 3);
        await pair.UntilAsync(() => pair.One.Position().Cursor == 3);
        await pair.PassAsync(Heard);
        pair.One.Node!.Serves = false;
        pair.History.Add(2);
        await pair.PassAsync(Heard);
        Assert.Equal([1, 2, 3], pair.Receiver.Taken);
        pair.Other.Node!.Serves = true;
        await pair.UntilTakenAsync(1, 2, 3, 4, 5);
        await pair.UntilAsync(() => pair.Other.Position().Cursor == 5);
        pair.Other.Node.Serves = false;
        pair.One.Node.Serves = true;
        pair.History.Add(1);
        await pair.UntilTakenAsync(1, 2, 3, 4, 5, 6);
        await pair.UntilAsync(() => pair.One.Position().Cursor == 6);
        Assert.Equal([1, 2, 3, 4, 5, 6], pair.Receiver.Taken);
        Assert.Equal([4, 5], pair.Other.Dispatcher.Attempts(Id).SelectMany(a => Enumerable.Range((int)a.FirstCursor, (int)(a.Cursor - a.FirstCursor) + 1)).Order());
        Assert.Equal(pair.Stored.Order(), pair.Stored);
    }

    /// <summary>A node that has lost the warehouse and does not know it is still waiting for an answer while its successor goes on: its cursor is not stored.</summary>
    public static async Task OvertakenCourierAsync(Pair pair)
    {
        TaskCompletionSource frozen = new();
        int tries = 0;
        pair.Receiver.Answer = async (http, _) =>
        {
            if (Interlocked.Increment(ref tries) == 1)
            {
                await frozen.Task;
            }

            http.Response.StatusCode = 204;
        };
        await pair.One.AddAsync(pair.Receiver.Url);
        pair.History.Add(2);
        await pair.UntilAsync(() => pair.Receiver.All.Count == 1);
        Assert.NotNull(await pair.Other.Dispatcher.FindAsync(Id));
        pair.Other.Node!.Serves = true; // and the one still believes that it does
        await pair.UntilAsync(() => pair.Other.Position().Cursor == 2);
        pair.History.Add(3);
        await pair.UntilAsync(() => pair.Other.Position().Cursor == 5);
        frozen.SetResult();
        await pair.UntilAsync(() => pair.Receiver.Taken.Count >= 7);
        await pair.PassAsync(Heard);
        Assert.Equal(5, pair.Other.Position().Cursor);
        Assert.Equal(pair.Stored.Order(), pair.Stored);
        Assert.Equal([1, 2], pair.Receiver.All.First().Cursors);
        Assert.Equal(pair.Receiver.All.First().Id, pair.Receiver.All.ElementAt(1).Id);
    }

    /// <summary>An endpoint made, suspended, resumed, moved back, given a new secret and deleted through the node that does not deliver.</summary>
    public static async Task ChangesReachOthersAsync(Pair pair)
    {
        await pair.Other.AddAsync(pair.Receiver.Url);
        Assert.NotNull(await pair.One.Dispatcher.FindAsync(Id));
        pair.History.Add(1);
        await pair.UntilTakenAsync(1);
        await pair.Other.Dispatcher.SuspendAsync(Id);
        await pair.UntilAsync(() => pair.One.Dispatcher.Find(Id)!.Suspended == SuspensionReason.Asked);
        pair.History.Add(1);
        await pair.PassAsync(Heard);
        Assert.Equal([1], pair.Receiver.Taken);
        await pair.Other.Dispatcher.ResumeAsync(Id);
        await pair.UntilTakenAsync(1, 2);
        await pair.UntilAsync(() => pair.Other.Position().Cursor == 2);
        await pair.Other.Dispatcher.MoveAsync(Id, Bench.Warehouse, 1);
        await pair.UntilTakenAsync(1, 2, 2);
        await pair.UntilAsync(() => pair.Other.Position() is { Cursor: 2, PendingTo: 0 });
        string secret = (await pair.Other.Dispatcher.RotateAsync(Id, "r1", TimeSpan.Zero))!.Secrets[0].Text;
        Assert.Equal(secret, (await pair.One.Dispatcher.RotateAsync(Id, "r1", TimeSpan.Zero))!.Secrets[0].Text);
        pair.History.Add(1);
        await pair.UntilTakenAsync(1, 2, 2, 3);
        Received last = pair.Receiver.All.Last();
        Assert.Equal(
            WebhookSignature.Sign(secret, last.Id, long.Parse(last.Timestamp, System.Globalization.CultureInfo.InvariantCulture), last.Body), last.Signatures);
        Assert.Empty(pair.Other.Dispatcher.Attempts(Id));
        await pair.Other.Dispatcher.DeleteAsync(Id);
        await pair.UntilAsync(() => pair.One.Dispatcher.Find(Id) is null);
        pair.History.Add(1);
        await pair.PassAsync(Heard);
        Assert.Equal([1, 2, 2, 3], pair.Receiver.Taken);
    }

    /// <summary>Tries, their window and what is suspended over them go with the warehouse.</summary>
    public static async Task RetriesMoveAsync(Pair pair)
    {
        pair.Receiver.AnswerWith(500);
        await pair.One.AddAsync(pair.Receiver.Url);
        pair.History.Add(1);
        await pair.UntilAsync(() => pair.One.Position().Attempts == 2);
        DeliveryPosition before = pair.One.Position();
        pair.One.Node!.Serves = false;
        pair.Other.Node!.Serves = true;
        await pair.UntilAsync(() => pair.Other.Position().Attempts == 3);
        Assert.Equal(before.FirstFailedAt, pair.Other.Position().FirstFailedAt);
        Assert.Single(pair.Receiver.All.Select(r => r.Id).Distinct());
        pair.Receiver.AnswerWith(410);
        await pair.UntilAsync(() => pair.Other.Dispatcher.Find(Id)!.Suspended == SuspensionReason.Gone);
        await pair.UntilAsync(() => pair.One.Dispatcher.Find(Id)!.Suspended == SuspensionReason.Gone);
        Assert.Equal("1 2 3 4", string.Join(' ', pair.One.Dispatcher.Attempts(Id).Concat(pair.Other.Dispatcher.Attempts(Id)).Select(a => a.Attempt).Order()));
    }

    /// <summary>Changes through both nodes at once, while deliveries move the position: all of them are made.</summary>
    public static async Task ChangesAtOnceAsync(Pair pair)
    {
        await pair.One.AddAsync(pair.Receiver.Url);
        await pair.Other.Dispatcher.FindAsync(Id);
        pair.History.Add(50);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? pair.One : pair.Other).Dispatcher.ChangeAsync(
            Id, (e, positions) => (e with { Description = e.Description + "x" }, positions)))));
        await pair.UntilAsync(() => pair.Other.Position().Cursor == 50);
        Assert.Equal(20, (await pair.Other.Dispatcher.LookAsync(Id))!.Endpoint.Description.Length);
        Assert.Equal(pair.Stored.Order(), pair.Stored);
    }
}
