using System.Buffers;

namespace Backorders.Benchmarks.Cases;

/// <summary>Writing a snapshot of a warehouse in which many lines wait.</summary>
internal sealed class SaveCase : ICase
{
    private readonly Building building;
    private readonly ArrayBufferWriter<byte> bytes = new();

    public SaveCase(Building building, int lines) => (this.building, Name) = (building, $"save a snapshot, {lines:N0} lines wait");

    public string Name { get; }

    public int Operations => 1;

    public int Bytes => bytes.WrittenCount;

    public static Building WithLines(int lines)
    {
        Building building = new(100);
        for (int i = 0; i < lines; i++)
        {
            building.Submit(i % 100, 1);
        }

        return building;
    }

    public void Prepare() => bytes.ResetWrittenCount();

    public void Run() => building.Warehouse.Save(bytes);
}
