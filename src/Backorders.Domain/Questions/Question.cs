using Backorders.Domain.Values;

namespace Backorders.Domain.Questions;

/// <summary>
/// Something that a warehouse is asked, and that changes nothing. It is a message, as a <see cref="Commands.Command"/> is: it carries all that the
/// answer needs from outside, it may cross threads and nodes before it is answered, and it is answered between two turns.
/// </summary>
/// <remarks>
/// A question holds values only: no function, and nothing that its asker may change after asking. Two with the same values ask the same.
/// </remarks>
/// <typeparam name="TAnswer">What is asked for: values and views, never anything that belongs to the warehouse's state.</typeparam>
public abstract record Question<TAnswer>
{
    /// <summary>Reads the answer off the warehouse.</summary>
    /// <param name="warehouse">Who is asked. It must not be kept, and its state must be the same afterwards.</param>
    /// <param name="now">The time of the question; not earlier than that of any turn before.</param>
    /// <returns>
    /// The answer, complete: it is handed out later and elsewhere, while the warehouse goes on deciding, so nothing in it may be a reference into the
    /// warehouse's state or be worked out when it is read.
    /// </returns>
    /// <remarks>
    /// Synchronous and short, for the warehouse decides nothing meanwhile; without clock, I/O or randomness; the same warehouse at the same time
    /// gives the same answer. It throws nothing for what it does not find: that is an answer.
    /// </remarks>
    public abstract TAnswer Answer(Warehouse warehouse, Instant now);
}
