using Backorders.Domain;
using Backorders.Domain.Ids;


namespace Backorders.Benchmarks.Cases;

/// <summary>Reading a snapshot back.</summary>
internal sealed class LoadCase : ICase
{
    private readonly byte[] saved;
    private readonly WarehouseId id;

    public LoadCase(Building building, int lines)
    {
        (saved, id) = (building.Save(), building.Warehouse.Id);
        Name = $"load it ({lines:N0} lines, {saved.Length / 1e6:N1} MB)";
    }

    public string Name { get; }

    public int Operations => 1;

    public void Prepare()
    {
    }

    public void Run() => Warehouse.Load(id, saved);
}
