using System.Reflection;
using Backorders.Actors.Port;
using Backorders.Domain;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Common;
using Backorders.Server.Mapping.Events;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Backorders.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;
using Event = Backorders.Domain.Events.Event;
using SubscribeResponse = Backorders.V1.SubscribeResponse;

namespace Backorders.Server.Tests;

/// <summary>
/// Events are facts of their own: what one says does not depend on where a stream began, nor on what the warehouse still knows when it is read; and all of them together
/// are all that moved units.
/// </summary>
[RunLonger("BACKORDERS_SEEDS", 100)]
public sealed class EventFactsTests(ITestOutputHelper output) : IClassFixture<SuiteCost<EventFactsTests>>
{
    private const int Commands = 1_500;

    /// <summary>The weeks that the history takes are more than an order is remembered after its end.</summary>
    private const int CursorsEvery = 400;

    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_SEEDS"), out int seeds) ? seeds : 2)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task PublicEvents_FoldedFromAnyCursor_GiveTheQuantitiesOfTheApi(int seed)
    {
        output.WriteLine($"seed {seed}");
        List<(long Cursor, PublicFold Fold)> starts = [(0, new PublicFold(new Warehouse(new WarehouseId("LON1"))))];
        RecordedWarehouse recorded = new(seed, Commands, (cursor, state) =>
        {
            if (cursor >= starts[^1].Cursor + CursorsEvery)
            {
                starts.Add((cursor, new PublicFold(state)));
            }
        });
        Assert.True(starts.Count > 2);
        foreach ((long cursor, PublicFold fold) in starts)
        {
            foreach (SubscribeResponse message in await FollowAsync(recorded, cursor))
            {
                foreach (V1.Event told in message.Events)
                {
                    try
                    {
                        fold.Take(told);
                    }
                    catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
                    {
                        Assert.Fail($"seed {seed}, from {cursor}, at {message.Cursor}: {e.Message} {told}");
                    }
                }
            }

            Assert.All(PublicFold.Stock(recorded.Now), now => Assert.Equal($"from {cursor}: {now.Key} {now.Value}", $"from {cursor}: {now.Key} {fold.Of(now.Key)}"));
            Assert.All(
                PublicFold.Lines(recorded.Now),
                now => Assert.Equal($"from {cursor}: {PublicFold.Books(now)}", $"from {cursor}: {PublicFold.Books(fold.Of(now.OrderNo, now.LineNo))}"));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task PublicEvents_FromAnyCursor_AreTheSame(int seed)
    {
        output.WriteLine($"seed {seed}");
        RecordedWarehouse recorded = new(seed, Commands);
        await CompareAsync(recorded, await FollowAsync(recorded, 0));
    }

    /// <summary>Former versions stored neither a task's units nor a line's SKU: both are read back.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task PublicEvents_OfAFormerJournal_SayTheSameUnitsAndSkus(int seed)
    {
        output.WriteLine($"seed {seed}");
        RecordedWarehouse recorded = new(seed, Commands);
        List<SubscribeResponse> today = await FollowAsync(recorded, 0);
        recorded.Rewrite(Former);
        List<SubscribeResponse> former = await FollowAsync(recorded, 0);
        Assert.Equal(today.Select(Said), former.Select(Said));
        await CompareAsync(recorded, former);

        static string Said(SubscribeResponse message)
        {
            foreach (V1.Event told in message.Events)
            {
                // What the units of these did not say cannot be found out; nothing else is missing.
                told.HoldEnded?.ClearInStorage();
                told.PutBackDone?.ClearFreed();
                _ = told.AllocationTakenBack?.BackTo = V1.Source.Unspecified;
                _ = told.TaskDamaged?.Task.Quantity = 0;
            }

            return message.ToString();
        }
    }

    private async Task CompareAsync(RecordedWarehouse recorded, List<SubscribeResponse> whole)
    {
        Assert.True(whole.Count > Commands / 4);
        for (int i = CursorsEvery; i < whole.Count; i += CursorsEvery)
        {
            List<SubscribeResponse> part = await FollowAsync(recorded, whole[i].Cursor);
            Assert.Equal(whole.Skip(i + 1).Select(m => m.ToString()), part.Select(m => m.ToString()));
        }

        output.WriteLine($"{whole.Count} messages");
    }

    private static async Task<List<SubscribeResponse>> FollowAsync(RecordedWarehouse recorded, long cursor)
    {
        EventFeed feed = new(
            new CommandGate(recorded, new NodeClock(TimeProvider.System, TimeProvider.System), TestAudit.Log()), rows: recorded);
        List<SubscribeResponse> messages = [];
        await foreach (SubscribeResponse message in feed.FollowAsync(recorded.Now.Id, cursor, new EventFilter(null, true, [], string.Empty, string.Empty), default))
        {
            if (message.Events.Count > 0)
            {
                message.SentAt = null;
                messages.Add(message);
            }
        }

        return messages;
    }

    /// <summary>The event as a former version stored it: what was added to it since then has its default.</summary>
    private static Event Former(Event change)
    {
        string[] added = [nameof(ITellsSku.Sku), nameof(ITellsUnits.Units), nameof(HoldEnded.InStorage), nameof(AllocationTakenBack.BackTo), nameof(PutBackDone.Freed)];
        if (change is not (ITellsSku or ITellsUnits or IOfTasks or HoldEnded or AllocationTakenBack or PutBackDone) || change is CountDone)
        {
            return change;
        }

        Event former = change with { };
        foreach (PropertyInfo property in change.GetType().GetProperties().Where(p => p.CanWrite && added.Contains(p.Name)))
        {
            object? none = property.PropertyType == typeof(IReadOnlyList<Quantity>) ? Array.Empty<Quantity>()
                : property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null;
            property.SetValue(former, none);
        }

        return former;
    }
}
