using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Actors.Tests.Stations;

/// <summary>Tasks to be told of.</summary>
internal static class SomeTask
{
    public static readonly OwnerId Owner = new("ACME");

    /// <summary>A task with everything that one may have.</summary>
    public static TaskView Full(long token) => new()
    {
        Task = new(100 + token),
        Kind = TaskKind.StoragePick,
        State = TaskState.Leased,
        Item = new(Owner, new("BOLT")),
        Line = new LineKey(new OrderKey(Owner, new("O-1")), 3),
        Quantity = new(12),
        Door = new("D1"),
        Lane = new("L1"),
        DockedAt = new(1_700_000_000_000_000),
        ShipBy = new(1_700_000_100_000_000),
        Station = new("PACK-1"),
        Token = new(token),
        LeaseExpiresAt = new(1_700_000_000_300_000),
        Attempts = 2,
        Parcel = "P-1",
        Lpn = "LPN-1",
        Description = "Bolts",
        Lot = new Lot(new("LOT-1"), new DateOnly(2031, 5, 9)),
        Serials = [new("S1"), new("S2")],
    };

    /// <summary>A task with as little as one may have.</summary>
    public static TaskView Bare(long token) => Full(token) with
    {
        Line = null, Door = default, Lane = default, ShipBy = Instant.Never, Parcel = string.Empty, Lpn = string.Empty, Lot = null, Serials = [],
    };
}
