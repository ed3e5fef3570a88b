namespace Backorders.Benchmarks.Cases;

/// <summary>The turn of a normal day: 12 units arrive while 30 lines wait for the SKU; twelve of them are served.</summary>
internal sealed class ReceiptCase : ICase
{
    public const int Skus = 2_000;

    private const int Waiting = 30;
    private readonly Building full = new(Skus);
    private readonly byte[] saved;
    private Building building = null!;

    public ReceiptCase()
    {
        for (int i = 0; i < Skus * Waiting; i++)
        {
            full.Submit(i % Skus, 1);
        }

        saved = full.Save();
    }

    public string Name => "receipt of 12, 30 lines wait";

    public int Operations => Skus;

    public void Prepare() => building = full.Copy(saved);

    public void Run()
    {
        for (int sku = 0; sku < Skus; sku++)
        {
            building.Receive(sku, 12);
        }
    }
}
