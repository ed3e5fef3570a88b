using Backorders.Actors.Turns;

namespace Backorders.Benchmarks.Cases;

/// <summary>The turn of a normal day as it is stored: a receipt that served twelve lines.</summary>
internal sealed class EncodeCase : ICase
{
    public const int Times = 10_000;

    private readonly TurnRecord turn = Example();

    public string Name => "encode the turn of a receipt";

    public int Operations => Times;

    public static TurnRecord Example()
    {
        Building building = new(1);
        for (int i = 0; i < 30; i++)
        {
            building.Submit(0, 1);
        }

        CommandKey key = CommandKey.ForRequest(Building.Owner, "example");
        return new TurnRecord(building.Warehouse.Id, building.Now, key, CommandDigest.None, "scanner-1", building.Receive(0, 12));
    }

    public void Prepare()
    {
    }

    public void Run()
    {
        for (int i = 0; i < Times; i++)
        {
            TurnCodec.Encode(turn);
        }
    }
}
