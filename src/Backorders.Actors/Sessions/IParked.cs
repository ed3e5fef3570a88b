using Backorders.Domain.Values;


namespace Backorders.Actors.Sessions;

/// <summary>An answer that waits until everything it rests on is durable.</summary>
internal interface IParked
{
    /// <summary>Whether the caller has been told something: nothing that comes later reaches it.</summary>
    bool IsAnswered { get; }

    /// <summary>Hands out the answer.</summary>
    void Release();

    /// <summary>Hands out a refusal in its place.</summary>
    void Refuse(Refused refused);
}
