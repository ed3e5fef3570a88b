using Backorders.Actors.Turns;

namespace Backorders.Actors.Tests.Turns;

/// <summary>
/// Golden/journal-1.txt holds one row for each kind of event as the first format wrote it: body and hash in hexadecimal; journal-2.txt those kinds that the order and
/// the plan of queues brought. They are never written again; a later format gets a file of its own.
/// </summary>
public sealed class GoldenJournalTests
{
    [Theory]
    [InlineData("journal-1.txt", 42)]
    [InlineData("journal-2.txt", 4)]
    public void JournalOfAnEarlierFormat_IsReadAndMeansTheSame(string file, int rowsMin)
    {
        ChainHash hash = ChainHash.Zero;
        string[] rows = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Turns", "Golden", file));
        foreach (string row in rows)
        {
            string[] parts = row.Split(' ');
            byte[] body = Convert.FromHexString(parts[1]);
            hash = hash.Next(body);

            TurnRecord turn = TurnCodec.Decode(body);

            Assert.Equal(parts[2], hash.ToString());
            Assert.Equal(parts[0], turn.Events[0].GetType().Name);
            Assert.Equal(parts[1], Convert.ToHexStringLower(TurnCodec.Encode(turn)));
        }

        Assert.True(rows.Length >= rowsMin);
    }
}
