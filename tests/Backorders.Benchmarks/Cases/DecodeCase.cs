using Backorders.Actors.Turns;

namespace Backorders.Benchmarks.Cases;

/// <summary>The same turn read back, as a recovery or a subscriber does.</summary>
internal sealed class DecodeCase : ICase
{
    public const int Times = 10_000;

    private readonly byte[] body = TurnCodec.Encode(EncodeCase.Example());

    public string Name => $"decode it ({body.Length:N0} bytes)";

    public int Operations => Times;

    public void Prepare()
    {
    }

    public void Run()
    {
        for (int i = 0; i < Times; i++)
        {
            TurnCodec.Decode(body);
        }
    }
}
