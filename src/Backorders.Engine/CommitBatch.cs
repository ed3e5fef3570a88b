using Backorders.Journal;

namespace Backorders.Engine;

/// <summary>Turns that are appended together, and the answers that wait for them.</summary>
internal sealed class CommitBatch
{
    public List<JournalRow> Rows { get; } = [];

    public List<StoredTurn> Turns { get; } = [];

    public List<IParked> Answers { get; } = [];

    public long Bytes { get; set; }

    public bool IsEmpty => Rows.Count == 0;

    public StoredTurn? Find(long seq) => Turns.Count > 0 && seq >= Turns[0].Seq && seq <= Turns[^1].Seq ? Turns[(int)(seq - Turns[0].Seq)] : null;

    public void Clear()
    {
        Rows.Clear();
        Turns.Clear();
        Answers.Clear();
        Bytes = 0;
    }
}
