using Backorders.Domain;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;

namespace Backorders.Testing;

/// <summary>
/// A question that a test makes up on the spot. It holds a function, so it cannot leave the process, as real questions must be able to.
/// </summary>
/// <param name="Look">Reads the answer off the warehouse.</param>
/// <typeparam name="T">What is asked for.</typeparam>
public sealed record AskBy<T>(Func<Warehouse, Instant, T> Look) : Question<T>
{
    /// <inheritdoc/>
    public override T Answer(Warehouse warehouse, Instant now) => Look(warehouse, now);
}
