using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>Turns that are appended together, and the answers that wait for them.</summary>
internal sealed class CommitBatch
{
    public List<JournalRow> Rows { get; } = [];

    public List<StoredTurn> Turns { get; } = [];

    public List<IParked> Answers { get; } = [];

    public long Bytes { get; set; }

    /// <summary>Whether its append has failed once.</summary>
    public bool TriedAgain { get; set; }

    public bool IsEmpty => Rows.Count == 0;

    public StoredTurn? Find(long seq) => Turns.Count > 0 && seq >= Turns[0].Seq && seq <= Turns[^1].Seq ? Turns[(int)(seq - Turns[0].Seq)] : null;

    /// <summary>Puts the content of a later batch behind this one's.</summary>
    public void Append(CommitBatch later)
    {
        Rows.AddRange(later.Rows);
        Turns.AddRange(later.Turns);
        Answers.AddRange(later.Answers);
        Bytes += later.Bytes;
    }

    /// <summary>Lets all rows belong to another grant.</summary>
    public void SetEpoch(long epoch)
    {
        for (int i = 0; i < Rows.Count; i++)
        {
            Rows[i] = Rows[i] with { Epoch = epoch };
        }
    }

    public void Clear()
    {
        Rows.Clear();
        Turns.Clear();
        Answers.Clear();
        Bytes = 0;
        TriedAgain = false;
    }
}
