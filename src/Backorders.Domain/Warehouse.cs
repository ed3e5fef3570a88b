using System.Buffers;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Views;

namespace Backorders.Domain;

#pragma warning disable CS1591
public sealed partial class Warehouse(WarehouseId id)
{
    public WarehouseId Id { get; } = id;
    public Policy Policy { get; } = Policy.Default;
    public Instant NextDue => Instant.Never;
    public Turn Execute(Command command, Instant now) => Turn.Nothing;
    public void Apply(Event change, Instant at) { }
    public void Save(IBufferWriter<byte> to) { }
    public static Warehouse Load(WarehouseId id, ReadOnlySpan<byte> from) => new(id);

    // Queries; null = not there (or another owner's)
    public OrderView? GetOrder(OrderKey order) => null;
    public LineExplanation? Explain(LineKey line, Instant now) => null;
    public AvailabilityView? GetAvailability(SkuKey item, Instant now) => null;
    public StockView? GetStock(SkuKey item) => null;
    public IReadOnlyList<LineView> ListBackorders(OwnerId owner, Sku? sku, int skip, int take, Instant now) => [];
    public ShipmentView? GetShipment(AsnKey asn) => null;
    public IReadOnlyList<ShipmentView> ListShipments(OwnerId owner, bool openOnly, int skip, int take) => [];
    public TaskView? GetTask(TaskId task) => null;
    public IReadOnlyList<TaskView> TasksOf(StationId station) => [];
    public bool HasReadyTask(OwnerId? owner) => false;
    public Figures GetFigures() => new();
    public IReadOnlyList<string> CheckInvariants(Instant now) => [];
}
