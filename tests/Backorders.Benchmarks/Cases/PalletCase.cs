namespace Backorders.Benchmarks.Cases;

/// <summary>The long turn: a pallet arrives for a SKU for which many wait, and is given away in one turn.</summary>
internal sealed class PalletCase : ICase
{
    private readonly int units;
    private readonly Building full = new(1);
    private readonly byte[] saved;
    private Building building = null!;

    public PalletCase(int waiting = 10_000, int units = 2_000)
    {
        this.units = units;
        Name = $"pallet of {units:N0}, {waiting:N0} lines wait";
        for (int i = 0; i < waiting; i++)
        {
            full.Submit(0, 1);
        }

        saved = full.Save();
    }

    public string Name { get; }

    public int Operations => 1;

    public void Prepare() => building = full.Copy(saved);

    public void Run() => building.Receive(0, units);
}
