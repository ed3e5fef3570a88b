using Backorders.Domain.Values;

namespace Backorders.Actors.Turns;

/// <summary>
/// Where the answer to each command of a warehouse is stored: its key and its turn's place in the journal. Kept by days of journal time and let go a
/// whole day at a time, at least <see cref="Limits.AnswersKept"/> after the turn; a fold of the journal like everything else.
/// </summary>
internal sealed class AnswerIndex
{
    private static readonly long dayMicroseconds = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;
    private static readonly int daysKept = (int)Limits.AnswersKept.TotalDays + 1;

    private readonly List<Day> days = [];

    public int Count => days.Sum(d => d.Seqs.Count);

    public IReadOnlyList<Day> Days => days;

    public void Add(CommandKey key, long seq, Instant at)
    {
        if (key.IsNone)
        {
            return;
        }

        long number = at.UnixMicroseconds / dayMicroseconds;
        if (days.Count == 0 || days[^1].Number != number)
        {
            Open(number, 0);
        }

        days[^1].Seqs[key] = seq;
    }

    /// <summary>Begins a day, which must be later than those before it, and lets the old ones go.</summary>
    public Day Open(long number, int capacity)
    {
        days.RemoveAll(d => number - d.Number >= daysKept);
        Day day = new(number, new Dictionary<CommandKey, long>(capacity));
        days.Add(day);
        return day;
    }

    public bool TryGet(CommandKey key, out long seq)
    {
        for (int i = days.Count - 1; i >= 0; i--)
        {
            if (days[i].Seqs.TryGetValue(key, out seq))
            {
                return true;
            }
        }

        seq = 0;
        return false;
    }

    internal sealed record Day(long Number, Dictionary<CommandKey, long> Seqs);
}
