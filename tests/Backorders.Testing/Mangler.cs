namespace Backorders.Testing;

/// <summary>Spoils bytes that were right: as a broken wire would, or somebody who knows where lengths stand.</summary>
public static class Mangler
{
    private static readonly byte[] telling = [0, 1, 0x7f, 0x80, 0xff, (byte)'"', (byte)'{', (byte)'[', (byte)'\\', (byte)'\n', (byte)',', (byte)':'];

    /// <summary>Some bytes changed, cut off, put in or repeated, in one to five places.</summary>
    public static byte[] Mangle(byte[] bytes, SeededRandom random)
    {
        List<byte> made = [.. bytes];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(made.Count + 1);
            switch (random.Next(7))
            {
                case 0 when at < made.Count:
                    made[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < made.Count:
                    made[at] = random.Pick(telling);
                    break;
                case 2:
                    made.RemoveRange(at, made.Count - at);
                    break;
                case 3:
                    made.InsertRange(at, random.Bytes(random.Next(1, 20)));
                    break;
                case 4 when at < made.Count:
                    made.RemoveRange(at, random.Next(1, Math.Min(9, made.Count - at) + 1));
                    break;
                case 5 when at < made.Count: // the same part again, and again
                    byte[] part = [.. made.Skip(at).Take(random.Next(1, 40))];
                    made.InsertRange(at, Enumerable.Repeat(part, random.Next(1, 60)).SelectMany(static p => p));
                    break;
                default:
                    made.InsertRange(at, Enumerable.Repeat(random.Pick(telling), random.Next(1, 2_000)));
                    break;
            }
        }

        return [.. made];
    }
}
