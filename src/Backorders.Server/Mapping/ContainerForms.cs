using Backorders.Actors.Port;
using Backorders.Domain.Events;

namespace Backorders.Server.Mapping;

/// <summary>Containers in the words of the contract.</summary>
internal static class ContainerForms
{
    public static V1.ReceiveContainerResponse Received(CommandOutcome outcome)
    {
        ContainerReceived received = outcome.Find<ContainerReceived>();
        ContainerDivided? divided = outcome.FindOrNull<ContainerDivided>();
        return new V1.ReceiveContainerResponse
        {
            Lpn = received.Lpn,
            ReceiptIds = { received.Receipts.Select(r => r.Value) },
            BreakDownTaskId = divided?.BreakDown.Value ?? 0,
            Parts =
            {
                (divided?.Parts ?? []).Select(p => new V1.ReceiveContainerResponse.Types.Part
                {
                    Lpn = p.Lpn,
                    Sku = p.Sku.Value,
                    Quantity = p.Quantity.Units,
                    OrderNo = p.Line?.Order.OrderNo.Value ?? string.Empty,
                    LineNo = p.Line?.LineNo ?? 0,
                    TaskId = p.Task.Value,
                }),
            },
            Dispositions = { UnitFlow.Of(outcome.Events).All },
            DecidedAt = outcome.At.ToTimestamp(),
            Cursor = outcome.Seq,
        };
    }

    public static V1.Event? Event(Event change) => change switch
    {
        ContainerReceived e => new V1.Event
        {
            Owner = e.Owner.Value, ContainerReceived = new V1.ContainerReceived { Lpn = e.Lpn, ReceiptIds = { e.Receipts.Select(r => r.Value) } },
        },
        ContainerDivided e => new V1.Event
        {
            Owner = e.Owner.Value,
            ContainerDivided = new V1.ContainerDivided
            {
                Lpn = e.Lpn,
                BreakDownTaskId = e.BreakDown.Value,
                Parts =
                {
                    e.Parts.Select(p => new V1.ContainerDivided.Types.Part
                    {
                        Lpn = p.Lpn,
                        Sku = p.Sku.Value,
                        Quantity = p.Quantity.Units,
                        OrderNo = p.Line?.Order.OrderNo.Value ?? string.Empty,
                        LineNo = p.Line?.LineNo ?? 0,
                        TaskId = p.Task.Value,
                    }),
                },
            },
        },
        _ => null,
    };
}
