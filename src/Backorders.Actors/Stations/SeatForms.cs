using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Google.Protobuf.Collections;

namespace Backorders.Actors.Stations;

/// <summary>Tasks as messages between nodes and back.</summary>
internal static class SeatForms
{
    public static Wire.SeatTask ToWire(TaskView t) => new()
    {
        TaskId = t.Task.Value,
        Kind = (int)t.Kind,
        State = (int)t.State,
        Owner = t.Item.Owner.Value,
        Sku = t.Item.Sku.Value,
        OrderNo = t.Line?.Order.OrderNo.Value ?? string.Empty,
        LineNo = t.Line?.LineNo ?? 0,
        Quantity = t.Quantity.Units,
        Door = t.Door.Value,
        Lane = t.Lane.Value,
        DockedAt = t.DockedAt.UnixMicroseconds,
        ShipBy = t.ShipBy.UnixMicroseconds,
        Station = t.Station.Value,
        Token = t.Token.Value,
        LeaseExpiresAt = t.LeaseExpiresAt.UnixMicroseconds,
        Attempts = t.Attempts,
        Parcel = t.Parcel,
        Lpn = t.Lpn,
        Description = t.Description,
        Lot = t.Lot?.No.Value ?? string.Empty,
        LotExpiryDay = t.Lot?.Expiry?.DayNumber ?? 0,
        Serials = { t.Serials.Select(s => s.Value) },
    };

    public static TaskView FromWire(Wire.SeatTask t)
    {
        OwnerId owner = OwnerId.FromTrusted(t.Owner);
        return new TaskView
        {
            Task = new TaskId(t.TaskId),
            Kind = (TaskKind)t.Kind,
            State = (TaskState)t.State,
            Item = new SkuKey(owner, Sku.FromTrusted(t.Sku)),
            Line = t.OrderNo.Length == 0 ? null : new LineKey(new OrderKey(owner, OrderNo.FromTrusted(t.OrderNo)), t.LineNo),
            Quantity = new Quantity(t.Quantity),
            Door = t.Door.Length == 0 ? default : DoorId.FromTrusted(t.Door),
            Lane = t.Lane.Length == 0 ? default : LaneId.FromTrusted(t.Lane),
            DockedAt = new Instant(t.DockedAt),
            ShipBy = new Instant(t.ShipBy),
            Station = t.Station.Length == 0 ? default : StationId.FromTrusted(t.Station),
            Token = new FencingToken(t.Token),
            LeaseExpiresAt = new Instant(t.LeaseExpiresAt),
            Attempts = t.Attempts,
            Parcel = t.Parcel,
            Lpn = t.Lpn,
            Description = t.Description,
            Lot = t.Lot.Length == 0 ? null : new Lot(LotNo.FromTrusted(t.Lot), t.LotExpiryDay == 0 ? null : DateOnly.FromDayNumber(t.LotExpiryDay)),
            Serials = [.. t.Serials.Select(Serial.FromTrusted)],
        };
    }

    public static IReadOnlyList<TaskView> FromWire(RepeatedField<Wire.SeatTask> tasks) => [.. tasks.Select(FromWire)];
}
