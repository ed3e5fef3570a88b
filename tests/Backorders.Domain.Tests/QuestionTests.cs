using System.Collections;
using System.Reflection;
using System.Text.Json;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Tests;

/// <summary>What every question must hold to, for all of them that there are.</summary>
public sealed class QuestionTests
{
    private static readonly Type[] Kinds = [.. typeof(Question<>).Assembly.GetTypes().Where(t => AnswerOf(t) is not null && !t.IsAbstract)];

    public static TheoryData<string> Names => [.. Kinds.Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Question_OfAnyKind_IsAMessageOfValues(string name)
    {
        Type kind = Kinds.Single(k => k.Name == name);

        Assert.True(kind.IsSealed && kind.IsPublic);
        HashSet<Type> reached = [];
        Reach(kind, reached);
        Reach(AnswerOf(kind)!, reached);
        Assert.DoesNotContain(reached, t => typeof(Delegate).IsAssignableFrom(t) || t == typeof(Warehouse));
        Assert.DoesNotContain(reached, t => t.Assembly == kind.Assembly && !t.IsVisible);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Question_OfAnyKind_ChangesNothingAndItsAnswerStays(string name)
    {
        (Scenario s, Lease lease) = Busy();
        (object question, string empty) = Sample(name, lease);
        string before = Scenario.HashOf(s.Warehouse);

        object? answer = Ask(question, s);
        string told = JsonSerializer.Serialize(answer);

        Assert.Equal(before, Scenario.HashOf(s.Warehouse));
        Assert.Equal(told, JsonSerializer.Serialize(Ask(question, s)));
        Assert.NotEqual(empty, told);
        ChangeEverything(s, lease);
        Assert.Equal(told, JsonSerializer.Serialize(answer));
    }

    [Fact]
    public void Question_WithTheSameValues_IsTheSame() =>
        Assert.Equal(new ListShipments(Scenario.Acme, true, 0, 5), new ListShipments(Scenario.Acme, true, 0, 5));

    [Fact]
    public void Question_ForWhatIsNotThere_SaysSo()
    {
        Scenario s = new();

        Assert.Null(new FindOrder(Scenario.Order("none")).Answer(s.Warehouse, s.Now));
        Assert.Null(new FindOrderOwner(Scenario.Other, new OrderNo("none")).Answer(s.Warehouse, s.Now));
        Assert.Equal(new ExplainedLine(null, null), new ExplainLine(new LineKey(Scenario.Order("none"), 1)).Answer(s.Warehouse, s.Now));
        Assert.Null(new FindItem(Scenario.Item("NONE")).Answer(s.Warehouse, s.Now));
        Assert.Null(new ListShipmentItems(new AsnKey(Scenario.Acme, new AsnNo("none")), 0, 10).Answer(s.Warehouse, s.Now));
        Assert.Equal(new FoundStock(null, true), new FindStock(Scenario.Item("A")).Answer(s.Warehouse, s.Now));
        Assert.Equal(new FoundStock(null, false), new FindStock(Scenario.Item("NONE")).Answer(s.Warehouse, s.Now));
        Assert.Null(new DescribeTask(new TaskId(9)).Answer(s.Warehouse, s.Now));
        Assert.Equal([null], new CheckAvailability(Scenario.Item("NONE")).Answer(s.Warehouse, s.Now));
    }

    [Fact]
    public void FindTasks_SomeUnknownAndOneTwice_TellsTheKnownInTheOrderAsked()
    {
        (Scenario s, Lease lease) = Busy();

        FindTasks question = new([lease.Task, new TaskId(99), lease.Task]);

        Assert.Equal([lease.Task, lease.Task], question.Answer(s.Warehouse, s.Now).Select(t => t.Task));
    }

    [Fact]
    public void FindPolicy_OfAnOwnerWithoutOwn_IsTheBuildings()
    {
        Scenario s = new();
        s.Do(new SetPolicy(Policy.Default with { LeaseSeconds = 77 }));

        Assert.Equal((77, false), Told(null));
        Assert.Equal((77, false), Told(Scenario.Acme));

        (int, bool) Told(OwnerId? owner)
        {
            PolicyInForce found = new FindPolicy(owner).Answer(s.Warehouse, s.Now);
            return (found.Policy.LeaseSeconds, found.IsOwn);
        }
    }

    [Fact]
    public void CheckStation_PickedTasks_AreNotCounted()
    {
        (Scenario s, Lease lease) = Busy();
        CheckStation question = new(new StationId("P1"), null);

        Assert.Equal(new StationLoad(1, false), question.Answer(s.Warehouse, s.Now));
        s.Pick(lease);
        Assert.Equal(new StationLoad(0, false), question.Answer(s.Warehouse, s.Now));
    }

    /// <summary>A building with something of everything: a task under lease, waiting lines, a ship notice, a lot, a serial.</summary>
    private static (Scenario S, Lease Lease) Busy()
    {
        Scenario s = new();
        s.Announce("asn1", "A:20", TimeSpan.FromDays(1));
        s.Do(new AnnounceShipment(
            new AsnKey(Scenario.Acme, new AsnNo("asn2")), "Supplier", s.Now + TimeSpan.FromDays(1), null, [new RequestedSupply(new Sku("D"), 4, default) { Lpn = "PALLET-1" }]));
        s.Submit("o1", "A:6");
        s.Submit("o2", "A:6 B:2");
        s.Receive("A", 6);
        s.Do(s.NewReceipt("L", 5) with { Lot = new LotNo("LOT1"), Expiry = new DateOnly(2027, 1, 1) });
        s.Do(s.NewReceipt("T", 1) with { Serials = [new Serial("S1")] });
        return (s, s.Pull().Single());
    }

    private static void ChangeEverything(Scenario s, Lease lease)
    {
        s.Do(new SetPolicy(Policy.Default with { LeaseSeconds = 99 }));
        s.Do(new SetLane(new LaneId("L1"), LaneState.Full, ReasonCode.Urgent));
        s.Pass(TimeSpan.FromSeconds(30));
        s.Pick(lease);
        s.Receive("A", 4, "asn1");
        s.Cancel("o2");
        s.CloseShipment("asn1");
    }

    /// <summary>A question that finds something in <see cref="Busy"/>, and what it would tell if it found nothing.</summary>
    private static (object Question, string Empty) Sample(string name, Lease lease) => name switch
    {
        nameof(FindOrder) => (new FindOrder(Scenario.Order("o1")), "null"),
        nameof(FindLine) => (new FindLine(new LineKey(Scenario.Order("o1"), 1)), "null"),
        nameof(ListBackorders) => (new ListBackorders(Scenario.Acme, null, 0, 10), "[]"),
        nameof(ExplainLine) => (new ExplainLine(new LineKey(Scenario.Order("o2"), 1)), """{"Explanation":null,"ShipMode":1,"IsOrderKnown":true}"""),
        nameof(FindOrderOwner) => (new FindOrderOwner(Scenario.Other, new OrderNo("o1")), "null"),
        nameof(FindShipment) => (new FindShipment(new AsnKey(Scenario.Acme, new AsnNo("asn1"))), "null"),
        nameof(ListShipments) => (new ListShipments(Scenario.Acme, OpenOnly: true, 0, 10), "[]"),
        nameof(ListShipmentItems) => (new ListShipmentItems(new AsnKey(Scenario.Acme, new AsnNo("asn1")), 0, 10), "[]"),
        nameof(FindShipmentOwner) => (new FindShipmentOwner(Scenario.Other, new AsnNo("asn1")), "null"),
        nameof(CheckAvailability) => (new CheckAvailability(Scenario.Item("A")), "[null]"),
        nameof(FindItem) => (new FindItem(Scenario.Item("A")), "null"),
        nameof(FindStock) => (new FindStock(Scenario.Item("A")), """{"Stock":null,"IsDefined":true}"""),
        nameof(ListSupply) => (new ListSupply(Scenario.Acme, null), "[]"),
        nameof(TraceSerial) => (new TraceSerial(Scenario.Item("T"), new Serial("S1")), "null"),
        nameof(TraceLot) => (new TraceLot(Scenario.Item("L"), new LotNo("LOT1"), new DateOnly(2027, 1, 1)), "null"),
        nameof(ListStationTasks) => (new ListStationTasks(new StationId("P1")), "[]"),
        nameof(ListTasks) => (new ListTasks(null, null, 0, 10), "[]"),
        nameof(WelcomeStation) => (new WelcomeStation(new StationId("P1")), """{"LeaseSeconds":300,"Held":[],"IsInUse":false}"""),
        nameof(CheckStation) => (new CheckStation(new StationId("P1"), null), """{"Unpicked":0,"HasReadyTask":false}"""),
        nameof(FindTasks) => (new FindTasks([lease.Task]), "[]"),
        nameof(FindTasksAndLines) => (new FindTasksAndLines([lease.Task], [new LineKey(Scenario.Order("o1"), 1)]), """{"Tasks":[],"Lines":[]}"""),
        nameof(DescribeTask) => (new DescribeTask(lease.Task), "null"),
        nameof(FindTaskOwner) => (new FindTaskOwner(Scenario.Other, lease.Task), "null"),
        nameof(FindItemOwner) => (new FindItemOwner(new OwnerId("THIRD"), new Sku("A")), "null"),
        nameof(FindContainerOwner) => (new FindContainerOwner(Scenario.Other, "PALLET-1"), "null"),
        nameof(FindScanOwner) => (new FindScanOwner(Scenario.Other, new ScanKey(new DeviceId("S1"), new ScanId("scan-1"))), "null"),
        nameof(FindReceiptOwner) => (new FindReceiptOwner(Scenario.Other, new ReceiptId(1)), "null"),
        nameof(CountFigures) => (new CountFigures(), "null"),
        nameof(CountOwnersFigures) => (new CountOwnersFigures(Scenario.Acme), JsonSerializer.Serialize(new Figures())),
        nameof(ListPlaces) => (new ListPlaces(), """{"Lanes":[],"Doors":[]}"""),
        nameof(FindPolicy) => (new FindPolicy(null), "null"),
        nameof(FindNextDue) => (new FindNextDue(), JsonSerializer.Serialize(Instant.Never)),
        nameof(TellTime) => (new TellTime(), "null"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A new question: say here what it finds."),
    };

    private static object? Ask(object question, Scenario s) =>
        question.GetType().GetMethod(nameof(TellTime.Answer), [typeof(Warehouse), typeof(Instant)])!.Invoke(question, [s.Warehouse, s.Now]);

    private static Type? AnswerOf(Type? type) => type is null ? null
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Question<>) ? type.GetGenericArguments()[0]
        : AnswerOf(type.BaseType);

    /// <summary>All types that a value of a type may hold.</summary>
    private static void Reach(Type type, HashSet<Type> reached)
    {
        if (type.IsGenericParameter || !reached.Add(type))
        {
            return;
        }

        foreach (Type argument in type.GetGenericArguments())
        {
            Reach(argument, reached);
        }

        if (type.Assembly != typeof(Warehouse).Assembly || typeof(IEnumerable).IsAssignableFrom(type))
        {
            return;
        }

        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Reach(field.FieldType, reached);
        }
    }
}
