using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Events;
using Backorders.Testing;
using Backorders.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Event = Backorders.Domain.Events.Event;

namespace Backorders.Server.Tests;

/// <summary>What customers of a warehouse are told is a closed list, and every entry of it has a message that says what it is about.</summary>
public sealed class PublicEventTests
{
    /// <summary>The list in the words of the trade, and the kinds that tell it. A kind that the contract does not have yet fails here by its name.</summary>
    private static readonly (string Told, string[] Kinds)[] Closed =
    [
        ("order accepted", ["ORDER_ACCEPTED"]),
        ("line backordered, with reason and promise", ["LINE_BACKORDERED"]),
        ("promise changed", ["PROMISE_GIVEN", "PROMISE_CHANGED"]),
        ("shipment overdue", ["SHIPMENT_OVERDUE"]),
        ("delay consent needed and answered", ["DELAY_CONSENT_NEEDED", "DELAY_CONSENT_ENDED"]),
        ("substitution offered", ["SUBSTITUTION_OFFERED", "SUBSTITUTION_ENDED"]),
        ("units held and allocated", ["UNITS_HELD", "HOLD_ENDED", "UNITS_ALLOCATED", "ALLOCATION_TAKEN_BACK"]),
        ("task released, picked, short, packed", ["UNITS_ALLOCATED", "TASK_PICKED", "TASK_SHORT", "PACKED"]),
        ("payment due", ["PAYMENT_DUE"]),
        ("shipped, with carrier and tracking", ["SHIPPED"]),
        ("cancelled", ["LINE_CANCELLED"]),
        ("receipt recorded and reversed", ["RECEIPT_RECORDED", "RECEIPT_REVERSED"]),
        ("discrepancy", ["SHIPMENT_CLOSED"]),
        ("quality released and rejected", ["QUALITY_CHANGED"]),
        ("return received", ["RECEIPT_RECORDED"]),
        ("stock adjusted", ["STOCK_ADJUSTED"]),
        ("back in stock", ["BACK_IN_STOCK"]),
        ("reorder suggested", ["REORDER_SUGGESTED"]),
    ];

    /// <summary>
    /// Events that only keep the house: nobody outside can do anything with them. What the warehouse needs for its order and its plan is its own; what comes of it is
    /// told as promises, holds and allocations. The last two stand in former journals alone.
    /// </summary>
    private static readonly Type[] Silent =
    [
        typeof(LeasesRenewed), typeof(OrdersForgotten), typeof(LinePlaced), typeof(LineUrgent), typeof(CoverChanged), typeof(DayBegan), typeof(LinePegged), typeof(LineUnpegged),
    ];

    public static TheoryData<string, string[]> ClosedList
    {
        get
        {
            TheoryData<string, string[]> rows = [];
            foreach ((string told, string[] kinds) in Closed)
            {
                rows.Add(told, kinds);
            }

            return rows;
        }
    }

    public static TheoryData<string> BodyNames => [.. Backorders.V1.Event.Descriptor.Oneofs[0].Fields.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(ClosedList))]
    public void ClosedList_OfWhatCustomersAreTold_HasATypedMessageForEach(string told, string[] kinds)
    {
        string[] there = [.. Backorders.V1.Event.Descriptor.Oneofs[0].Fields.Select(f => f.Name.ToUpperInvariant())];
        Assert.True(kinds.All(k => there.Contains(k)), $"'{told}' needs {string.Join(", ", kinds.Except(there))} in events.proto.");
    }

    [Fact]
    public void EveryEventOfTheDomain_IsToldOrKnowinglyKept()
    {
        // Drawn more than once, for lists may come out empty.
        AnyEvent any = new(new SeededRandom(7));
        string[] untold = [.. AnyEvent.Kinds.Where(k => !Silent.Contains(k) && Enumerable.Range(0, 20).All(_ => Told(any.Of(k)).Length == 0)).Select(k => k.Name)];
        Assert.True(untold.Length == 0, $"Nobody outside hears of {string.Join(", ", untold)}: give them a form in Mapping, or list them as silent here.");
    }

    [Fact]
    public void SilentEvents_AreSilent()
    {
        AnyEvent any = new(new SeededRandom(7));
        Assert.All(Silent, kind => Assert.Empty(Told(any.Of(kind))));
    }

    /// <summary>Each field that names an order or a SKU is filled in turn: the filter must find it there.</summary>
    [Theory]
    [MemberData(nameof(BodyNames))]
    public void Filter_FindsOrderAndSku_WhereverAnEventNamesThem(string body)
    {
        FieldDescriptor field = Backorders.V1.Event.Descriptor.FindFieldByName(body);
        foreach ((string name, Func<string, EventFilter> filter) in new (string, Func<string, EventFilter>)[]
        {
            ("order_no", value => new EventFilter(null, true, [], value, string.Empty)), ("sku", value => new EventFilter(null, true, [], string.Empty, value)),
        })
        {
            foreach (FieldDescriptor[] path in Paths(field.MessageType, name))
            {
                Backorders.V1.Event told = new();
                IMessage message = field.MessageType.Parser.ParseFrom(ByteString.Empty);
                field.Accessor.SetValue(told, message);
                Put(message, path, "WANTED");
                Assert.True(filter("WANTED").Passes(told), $"{body}: {string.Join('.', path.Select(f => f.Name))}");
                Assert.False(filter("OTHER").Passes(told), $"{body}: {string.Join('.', path.Select(f => f.Name))}");
            }
        }
    }

    private static Backorders.V1.Event[] Told(Event change)
    {
        CommittedTurn turn = new(new WarehouseId("W"), 1, new Instant(1), default, string.Empty, [change]);
        return [.. EventForms.Of(turn, new TaskBook())];
    }

    private static IEnumerable<FieldDescriptor[]> Paths(MessageDescriptor message, string name) =>
        from field in message.Fields.InDeclarationOrder()
        where !field.IsMap
        from path in field.FieldType == FieldType.String ? (field.Name == name ? (FieldDescriptor[][])[[field]] : [])
            : field.FieldType == FieldType.Message && field.MessageType.File.Package == "backorders.v1" ? Paths(field.MessageType, name).Select(p => (FieldDescriptor[])[field, .. p])
            : []
        select path;

    private static void Put(IMessage message, ReadOnlySpan<FieldDescriptor> path, string value)
    {
        FieldDescriptor field = path[0];
        object put = value;
        if (path.Length > 1)
        {
            IMessage nested = field.MessageType.Parser.ParseFrom(ByteString.Empty);
            Put(nested, path[1..], value);
            put = nested;
        }

        if (field.IsRepeated)
        {
            ((System.Collections.IList)field.Accessor.GetValue(message)).Add(put);
        }
        else
        {
            field.Accessor.SetValue(message, put);
        }
    }
}
