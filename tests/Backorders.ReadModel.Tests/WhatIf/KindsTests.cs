using Backorders.Domain;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.WhatIf;
using Backorders.Testing;

namespace Backorders.ReadModel.Tests.WhatIf;

/// <summary>Every kind of event is played again, or follows from what is played, or stands here: a kind that is added must be one of the three.</summary>
public sealed class KindsTests
{
    /// <summary>What people said and a played warehouse does not hear. The result names them and counts them.</summary>
    private static readonly Type[] notPlayed =
    [
        // Doors and lanes of a played warehouse are always open.
        typeof(DoorStateChanged), typeof(LaneStateChanged),
    ];

    [Fact]
    public void Kinds_ThatAreNotPlayed_AreListed()
    {
        AnyEvent any = new(new SeededRandom(11));
        Assert.Equal(
            notPlayed.Select(k => k.Name).Order(StringComparer.Ordinal),
            AnyEvent.Kinds.Where(kind => Enumerable.Range(0, 20).All(_ => IsSkipped(any.Of(kind)))).Select(kind => kind.Name));
    }

    private static bool IsSkipped(Event change)
    {
        List<string> skipped = [];
        CommandRebuilder rebuilder = new(new Warehouse(new WarehouseId("W")));
        _ = rebuilder.Of(new HistoryTurn(1, Instant.From(DateTimeOffset.UnixEpoch), false, [change]), skipped.Add).ToList();
        return skipped.Contains($"NotPlayed: {change.GetType().Name}");
    }
}
