namespace Backorders.Engine.Sessions;

/// <summary>What a session wants done, in order. Whoever runs the session empties it after each input.</summary>
internal sealed class SessionOutbox
{
    private readonly List<SessionAnswer> answers = [];
    private readonly List<StoredAnswerWanted> wanted = [];

    /// <summary>Answers that may go out now.</summary>
    public IReadOnlyList<SessionAnswer> Answers => answers;

    /// <summary>Stored turns that are to be read.</summary>
    public IReadOnlyList<StoredAnswerWanted> Wanted => wanted;

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => answers.Count == 0 && wanted.Count == 0;

    public void Add(SessionAnswer answer) => answers.Add(answer);

    public void Add(StoredAnswerWanted want) => wanted.Add(want);

    public void Clear()
    {
        answers.Clear();
        wanted.Clear();
    }
}
