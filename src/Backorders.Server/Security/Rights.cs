using System.Collections.Frozen;

namespace Backorders.Server.Security;

/// <summary>
/// What each call asks of a key: any one of the roles named, and the reach. The one place where this is written. <c>docs/rights.md</c> says the same for people, and a test holds every line of
/// it at a running node. A call without a line here is nobody's.
/// </summary>
internal static class Rights
{
    private const string Package = "/backorders.v1.";
    private const Role Readers = Role.OrderSystem | Role.FloorSupervisor | Role.Reader;
    private const Role LabelUsers = Role.Scanner | Role.Station | Role.FloorSupervisor;
    private const Role Reports = Role.FloorSupervisor | Role.Reader;

    private static readonly string[] WebhookCalls =
    [
        "CreateEndpoint", "UpdateEndpoint", "DeleteEndpoint", "GetEndpoint", "ListEndpoints", "RotateSecret", "SuspendEndpoint", "ResumeEndpoint", "TestEndpoint",
        "ListDeliveries", "ListDeadLetters", "Resend",
    ];

    /// <summary>Calls about one owner's things.</summary>
    private static readonly Dictionary<string, Role> OneOwner = new()
    {
        ["Receiving/Receive"] = Role.Scanner,
        ["Receiving/ReceiveStream"] = Role.Scanner,
        ["Receiving/ReceiveReturn"] = Role.Scanner,
        ["Receiving/ReceiveContainer"] = Role.Scanner,
        ["Receiving/CountStock"] = Role.Scanner | Role.FloorSupervisor,
        ["Receiving/ReverseReceipt"] = Role.Scanner | Role.FloorSupervisor,
        ["Receiving/SetQuality"] = Role.Scanner | Role.FloorSupervisor,
        ["Receiving/DisposeUnits"] = Role.Scanner | Role.FloorSupervisor,
        ["Receiving/DecideOverage"] = Role.FloorSupervisor,
        ["Receiving/ApproveVariance"] = Role.FloorSupervisor,
        ["Receiving/RecallLot"] = Role.FloorSupervisor,
        ["Receiving/ReleaseLot"] = Role.FloorSupervisor,
        ["Receiving/TraceLot"] = Readers,
        ["Stations/ReportStray"] = Role.Station,
        ["Orders/SubmitOrder"] = Role.OrderSystem,
        ["Orders/SubmitOrders"] = Role.OrderSystem,
        ["Orders/AmendOrder"] = Role.OrderSystem,
        ["Orders/CancelOrder"] = Role.OrderSystem,
        ["Orders/HoldOrder"] = Role.OrderSystem,
        ["Orders/ReleaseOrder"] = Role.OrderSystem,
        ["Orders/Expedite"] = Role.OrderSystem | Role.FloorSupervisor,
        ["Orders/AnswerDelay"] = Role.OrderSystem,
        ["Orders/OfferSubstitution"] = Role.OrderSystem | Role.FloorSupervisor,
        ["Orders/AcceptSubstitution"] = Role.OrderSystem,
        ["Orders/ReportPayment"] = Role.OrderSystem,
        ["Orders/GetOrder"] = Readers,
        ["Orders/ListBackorders"] = Readers,
        ["Orders/ExplainLine"] = Readers,
        ["Inbound/AnnounceShipment"] = Role.OrderSystem,
        ["Inbound/AnnounceShipments"] = Role.OrderSystem,
        ["Inbound/UpdateShipment"] = Role.OrderSystem,
        ["Inbound/SplitShipment"] = Role.OrderSystem,
        ["Inbound/CancelShipment"] = Role.OrderSystem,
        ["Inbound/CloseShipment"] = Role.OrderSystem | Role.Scanner | Role.FloorSupervisor,
        ["Inbound/CloseShipments"] = Role.OrderSystem | Role.Scanner | Role.FloorSupervisor,
        ["Inbound/GetShipment"] = Readers | Role.Scanner,
        ["Inbound/ListShipments"] = Readers | Role.Scanner,
        ["Inbound/ListShipmentItems"] = Readers | Role.Scanner,
        ["Items/DefineItems"] = Role.OrderSystem,
        ["Items/GetItem"] = Readers | Role.Scanner,
        ["Availability/SuggestReorders"] = Readers,
        ["Availability/PublishReorders"] = Role.OrderSystem,
        ["Availability/GetAvailability"] = Readers,
        ["Availability/Watch"] = Readers,
        ["Availability/RequestBackInStock"] = Role.OrderSystem,
        ["Availability/WithdrawBackInStock"] = Role.OrderSystem,
        ["Events/TraceLine"] = Readers,
        ["Operations/GetStock"] = Reports,
        ["Operations/TraceSerial"] = Readers,
    };

    /// <summary>Calls about one owner's things, or everybody's for a key of the building that names nobody.</summary>
    private static readonly Dictionary<string, Role> OneOrAll = new()
    {
        ["Stations/Work"] = Role.Station,
        ["Stations/OfferTasks"] = Role.Station,
        ["Stations/PullTasks"] = Role.Station,
        ["Stations/ListTasks"] = Readers | Role.Station,
        ["Stations/StartTask"] = Role.Station,
        ["Stations/ConfirmPick"] = Role.Station,
        ["Stations/ReportShort"] = Role.Station,
        ["Stations/ReportDamage"] = Role.Station,
        ["Stations/Pack"] = Role.Station,
        ["Stations/Ship"] = Role.Station,
        ["Stations/ReturnTask"] = Role.Station,
        ["Stations/Heartbeat"] = Role.Station,
        ["Stations/GetTaskLabel"] = Role.Station | Role.FloorSupervisor,
        ["Stations/UnparkTask"] = Role.FloorSupervisor,
        ["Printing/DrawLabel"] = LabelUsers,
        ["Printing/PrintLabel"] = LabelUsers,
        ["Printing/GetPrintJob"] = LabelUsers,
        ["Events/Subscribe"] = Readers,
        ["Operations/GetFigures"] = Reports | Role.Operator,
        ["Operations/GetReport"] = Reports,
        ["Operations/ListDiscrepancies"] = Reports,
        ["Operations/GetPolicy"] = Reports | Role.Operator,
    };

    /// <summary>Calls about the building itself.</summary>
    private static readonly string[] Building =
    [
        "Operations/SetLane", "Operations/SetDoor", "Operations/SetPolicy", "Operations/SimulatePolicy", "Operations/SimulatePolicyStream", "Operations/GetCluster",
        "Operations/DrainNode", "Operations/SealShard", "Operations/UnsealShard", "Operations/BackUp", "Operations/ListAudit", "DrivenClock/SetTime", "DrivenClock/GetTime",
    ];

    /// <summary>Calls of the program beside the printers, which prints labels of all owners.</summary>
    private static readonly string[] AgentCalls = ["Printing/AttendPrinters", "Printing/TakePrintJob", "Printing/EndPrintJob"];

    private static readonly FrozenDictionary<string, Right> ByMethod = OneOwner.Select(line => Line(line.Key, line.Value, Reach.OneOwner))
        .Concat(OneOrAll.Select(line => Line(line.Key, line.Value, Reach.OneOrAll)))
        .Concat(WebhookCalls.Select(call => Line("Webhooks/" + call, Role.OrderSystem | Role.Operator, Reach.OneOrAll)))
        .Concat(Building.Select(call => Line(call, Role.Operator, Reach.Building)))
        .Concat(AgentCalls.Select(call => Line(call, Role.PrintAgent, Reach.Building)))
        .Append(Line("Printing/ListPrinters", LabelUsers | Role.Operator, Reach.Places))
        .Append(Line("Operations/GetPlaces", Role.Scanner | Role.Station | Reports | Role.Operator, Reach.Places))
        .ToFrozenDictionary();

    /// <summary>What a call asks of a key; <see cref="Right.Nobody"/> for one without a line here.</summary>
    public static Right Of(string method) => ByMethod.GetValueOrDefault(method, Right.Nobody);

    private static KeyValuePair<string, Right> Line(string call, Role roles, Reach reach) => KeyValuePair.Create(Package + call, new Right(roles, reach));
}
