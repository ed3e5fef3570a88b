namespace Backorders.Actors.Sessions;

/// <summary>What a session wants done, in order. Whoever runs the session empties it after each input.</summary>
internal sealed class SessionOutbox
{
    private readonly List<SessionAnswer> answers = [];
    private readonly List<StoredAnswerWanted> wanted = [];
    private readonly List<SeatNews> news = [];

    /// <summary>Answers that may go out now.</summary>
    public IReadOnlyList<SessionAnswer> Answers => answers;

    /// <summary>Stored turns that are to be read.</summary>
    public IReadOnlyList<StoredAnswerWanted> Wanted => wanted;

    /// <summary>What seats may be told now, each in order; behind the answers.</summary>
    public IReadOnlyList<SeatNews> News => news;

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => answers.Count == 0 && wanted.Count == 0 && news.Count == 0;

    public void Add(SessionAnswer answer) => answers.Add(answer);

    public void Add(StoredAnswerWanted want) => wanted.Add(want);

    /// <summary>Numbers news of a seat and adds it; leaves out what nobody waits for any more.</summary>
    public void Add(SeatNews piece)
    {
        if (!piece.IsStale)
        {
            news.Add(piece with { Number = ++piece.Place.Told });
        }
    }

    public void Clear()
    {
        answers.Clear();
        wanted.Clear();
        news.Clear();
    }
}
