using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Security;

namespace Backorders.Server.Mapping.Stations;

/// <summary>Messages of the Stations service, turned into commands.</summary>
internal static class StationMessages
{
    public static Parsed Pull(V1.PullTasksRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        StationId station = border.Station(m.Station);
        border.Count(m.Max, 1, Limits.TasksMax, "max");
        return Envelope.Close(ref border, caller, warehouse, CommandKey.ForStation(station, request), "PullTasks", m, new PullTasks(station, caller.Owner, m.Max));
    }

    public static Parsed Start(V1.StartTaskRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        StartTask command = new(caller.Owner, border.Lease(m.TaskId, m.Token));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "StartTask", m, command);
    }

    public static Parsed Confirm(V1.ConfirmPickRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        ConfirmPick command = new(caller.Owner, border.Lease(m.TaskId, m.Token), border.Quantity(m.Quantity, min: 0))
        {
            Scan = m.Scan is null ? null : Scanned(ref border, m.Scan, "scan", quantityMatters: false),
            Serials = border.Serials(m.Serials),
        };
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ConfirmPick", m, command);
    }

    public static Parsed Short(V1.ReportShortRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        ReportShort command = new(caller.Owner, border.Lease(m.TaskId, m.Token), border.Quantity(m.Picked, "picked", min: 0), border.Reason(m.Reason, required: true))
        {
            Serials = border.Serials(m.Serials),
        };
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ReportShort", m, command);
    }

    /// <summary>No station holds a packed task, so no token is needed for it.</summary>
    public static Parsed Damage(V1.ReportDamageRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        ReportDamage command = new(
            caller.Owner, new Lease(border.Task(m.TaskId), new FencingToken(m.Token)), border.Quantity(m.Quantity), border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ReportDamage", m, command);
    }

    public static Parsed Pack(V1.PackRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        border.Count(m.Leases.Count, 1, Limits.TasksMax, "leases");
        Lease[] leases = new Lease[Math.Min(m.Leases.Count, Limits.TasksMax)];
        for (int i = 0; i < leases.Length; i++)
        {
            leases[i] = border.Lease(m.Leases[i].TaskId, m.Leases[i].Token, "leases");
        }

        border.Count(m.Scans.Count, 0, Limits.ScansMax, "scans");
        ScannedUnits[] scans = new ScannedUnits[Math.Min(m.Scans.Count, Limits.ScansMax)];
        for (int i = 0; i < scans.Length; i++)
        {
            scans[i] = Scanned(ref border, m.Scans[i], "scans");
        }

        Pack command = new(caller.Owner, leases, border.Text(m.Parcel, "parcel", required: true)) { Scans = scans };
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "Pack", m, command);
    }

    public static Parsed Stray(V1.ReportStrayRequest m, Caller caller, OwnerId owner)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        ScannedUnits scan = Scanned(ref border, m.Scan ?? new V1.ScannedUnits(), "scan");
        ReportStray command = new(new SkuKey(owner, scan.Sku), scan.Quantity, scan.Unit, scan.Gtin);
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ReportStray", m, command);
    }

    private static ScannedUnits Scanned(ref Border border, V1.ScannedUnits m, string field, bool quantityMatters = true) => new(
        m.Sku.Length == 0 && m.Gtin.Length > 0 ? default : border.Sku(m.Sku, field + ".sku"),
        border.Gtin(m.Gtin, field + ".gtin"),
        quantityMatters ? border.Quantity(m.Quantity, field + ".quantity") : 1,
        border.Unit(m.Unit, field + ".unit"))
    {
        Serials = border.Serials(m.Serials, field + ".serials"),
    };

    public static Parsed Ship(V1.ShipRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        border.Count(m.TaskIds.Count, 1, Limits.TasksMax, "task_ids");
        TaskId[] tasks = new TaskId[Math.Min(m.TaskIds.Count, Limits.TasksMax)];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = border.Task(m.TaskIds[i], "task_ids");
        }

        Ship command = new(caller.Owner, tasks, border.Text(m.Carrier, "carrier"), border.Text(m.Tracking, "tracking"));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "Ship", m, command);
    }

    public static Parsed Return(V1.ReturnTaskRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        ReturnTask command = new(caller.Owner, border.Lease(m.TaskId, m.Token), border.Reason(m.Reason, required: true));
        return Envelope.Close(ref border, caller, warehouse, Envelope.Key(caller, request), "ReturnTask", m, command);
    }

    public static Parsed Unpark(V1.UnparkTaskRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        string request = border.RequestId(m.RequestId);
        return Envelope.Close(
            ref border, caller, warehouse, Envelope.Key(caller, request), "UnparkTask", m, new UnparkTask(caller.Owner, border.Task(m.TaskId)));
    }

    /// <summary>Repeating a heartbeat is harmless, so it needs no key.</summary>
    public static Parsed Heartbeat(V1.HeartbeatRequest m, Caller caller)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(m.Warehouse);
        return Envelope.Close(ref border, caller, warehouse, CommandKey.None, "Heartbeat", m, new RenewLeases(border.Station(m.Station), caller.Owner));
    }
}
