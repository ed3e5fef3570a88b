using System.Collections.Frozen;

namespace Backorders.Server.Security;

/// <summary>Which role a call needs: any one of those named. The one place where this is written; a test compares it with the contract.</summary>
internal static class Rights
{
    private const string Package = "/backorders.v1.";

    private static readonly string[] WebhookCalls =
    [
        "CreateEndpoint", "UpdateEndpoint", "DeleteEndpoint", "GetEndpoint", "ListEndpoints", "RotateSecret", "SuspendEndpoint", "ResumeEndpoint", "TestEndpoint",
        "ListDeliveries", "ListDeadLetters", "Resend",
    ];

    /// <summary>Calls at the receiving doors.</summary>
    private static readonly Dictionary<string, Role> AtTheDoor = new()
    {
        ["Receiving/Receive"] = Role.Scanner,
        ["Receiving/ReceiveStream"] = Role.Scanner,
        ["Receiving/ReceiveReturn"] = Role.Scanner,
        ["Receiving/CountStock"] = Role.Scanner,
        ["Receiving/ReverseReceipt"] = Role.Scanner | Role.Supervisor,
        ["Receiving/SetQuality"] = Role.Scanner | Role.Supervisor,
        ["Receiving/DisposeUnits"] = Role.Scanner | Role.Supervisor,
        ["Receiving/DecideOverage"] = Role.Supervisor,
        ["Receiving/ApproveVariance"] = Role.Supervisor,
        ["Receiving/ReceiveContainer"] = Role.Scanner,
        ["Receiving/RecallLot"] = Role.Supervisor,
        ["Receiving/ReleaseLot"] = Role.Supervisor,
        ["Receiving/TraceLot"] = Role.Supervisor | Role.OrderSystem,
    };

    /// <summary>Calls at the stations.</summary>
    private static readonly Dictionary<string, Role> Stations = new()
    {
        ["Stations/Work"] = Role.Station,
        ["Stations/PullTasks"] = Role.Station,
        ["Stations/ListTasks"] = Role.Station | Role.OrderSystem | Role.Supervisor,
        ["Stations/StartTask"] = Role.Station,
        ["Stations/ConfirmPick"] = Role.Station,
        ["Stations/ReportShort"] = Role.Station,
        ["Stations/ReportDamage"] = Role.Station,
        ["Stations/Pack"] = Role.Station,
        ["Stations/ReportStray"] = Role.Station,
        ["Stations/Ship"] = Role.Station,
        ["Stations/ReturnTask"] = Role.Station,
        ["Stations/Heartbeat"] = Role.Station,
        ["Stations/GetTaskLabel"] = Role.Station | Role.Supervisor,
        ["Stations/UnparkTask"] = Role.Supervisor,
    };

    /// <summary>Calls of order systems, suppliers, shops and supervisors.</summary>
    private static readonly Dictionary<string, Role> Office = new()
    {
        ["Orders/SubmitOrder"] = Role.OrderSystem,
        ["Orders/SubmitOrders"] = Role.OrderSystem,
        ["Orders/AmendOrder"] = Role.OrderSystem,
        ["Orders/CancelOrder"] = Role.OrderSystem,
        ["Orders/HoldOrder"] = Role.OrderSystem,
        ["Orders/ReleaseOrder"] = Role.OrderSystem,
        ["Orders/Expedite"] = Role.OrderSystem | Role.Supervisor,
        ["Orders/AnswerDelay"] = Role.OrderSystem,
        ["Orders/OfferSubstitution"] = Role.OrderSystem | Role.Supervisor,
        ["Orders/AcceptSubstitution"] = Role.OrderSystem,
        ["Orders/ReportPayment"] = Role.OrderSystem,
        ["Orders/GetOrder"] = Role.OrderSystem | Role.Supervisor,
        ["Orders/ListBackorders"] = Role.OrderSystem | Role.Supervisor,
        ["Orders/ExplainLine"] = Role.OrderSystem | Role.Supervisor,
        ["Inbound/AnnounceShipment"] = Role.OrderSystem,
        ["Inbound/AnnounceShipments"] = Role.OrderSystem,
        ["Inbound/UpdateShipment"] = Role.OrderSystem,
        ["Inbound/SplitShipment"] = Role.OrderSystem,
        ["Inbound/CancelShipment"] = Role.OrderSystem,
        ["Inbound/CloseShipment"] = Role.OrderSystem | Role.Scanner | Role.Supervisor,
        ["Inbound/CloseShipments"] = Role.OrderSystem | Role.Scanner | Role.Supervisor,
        ["Inbound/GetShipment"] = Role.OrderSystem | Role.Scanner | Role.Supervisor,
        ["Inbound/ListShipments"] = Role.OrderSystem | Role.Scanner | Role.Supervisor,
        ["Items/DefineItems"] = Role.OrderSystem | Role.Supervisor,
        ["Availability/SuggestReorders"] = Role.OrderSystem | Role.Supervisor,
        ["Availability/PublishReorders"] = Role.OrderSystem | Role.Supervisor,
        ["Availability/GetAvailability"] = Role.OrderSystem | Role.Supervisor,
        ["Availability/Watch"] = Role.OrderSystem | Role.Supervisor,
        ["Availability/RequestBackInStock"] = Role.OrderSystem,
        ["Availability/WithdrawBackInStock"] = Role.OrderSystem,
        ["Events/Subscribe"] = Role.OrderSystem | Role.Supervisor,
        ["Events/TraceLine"] = Role.OrderSystem | Role.Supervisor,
        ["Operations/GetFigures"] = Role.Supervisor,
        ["Operations/GetReport"] = Role.Supervisor,
        ["Operations/ListDiscrepancies"] = Role.Supervisor,
        ["Operations/GetStock"] = Role.Supervisor,
        ["Operations/TraceSerial"] = Role.Supervisor | Role.OrderSystem,
        ["Operations/SetLane"] = Role.Supervisor,
        ["Operations/SetDoor"] = Role.Supervisor,
        ["Operations/GetPlaces"] = Role.Supervisor | Role.Scanner | Role.Station,
        ["Operations/GetPolicy"] = Role.Supervisor,
        ["Operations/SetPolicy"] = Role.Supervisor,
        ["Operations/SimulatePolicy"] = Role.Supervisor,
        ["Operations/SimulatePolicyStream"] = Role.Supervisor,
        ["Operations/GetCluster"] = Role.Supervisor,
        ["Operations/DrainNode"] = Role.Supervisor,
        ["Operations/SealShard"] = Role.Supervisor,
        ["Operations/UnsealShard"] = Role.Supervisor,
        ["Operations/BackUp"] = Role.Supervisor,
        ["DrivenClock/SetTime"] = Role.Supervisor,
        ["DrivenClock/GetTime"] = Role.Supervisor,
    };

    private static readonly FrozenDictionary<string, Role> ByMethod = AtTheDoor.Concat(Stations).Concat(Office)
        .Concat(WebhookCalls.Select(call => KeyValuePair.Create("Webhooks/" + call, Role.OrderSystem | Role.Supervisor)))
        .ToFrozenDictionary(pair => Package + pair.Key, pair => pair.Value);

    /// <summary>The roles of which one is needed; none, which no key has, for a call without a line here.</summary>
    public static Role? Needed(string method) => ByMethod.GetValueOrDefault(method, Role.None);
}
