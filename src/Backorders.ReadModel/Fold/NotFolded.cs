using Backorders.Domain.Events;

namespace Backorders.ReadModel.Fold;

/// <summary>
/// Kinds of events that no row and no count needs, each with its reason. A kind that is neither here nor in <see cref="TurnFold"/> fails a test: whoever adds one decides.
/// </summary>
internal static class NotFolded
{
    public static readonly IReadOnlyDictionary<Type, string> Kinds = new Dictionary<Type, string>
    {
        [typeof(PolicySet)] = "rules; asked for live",
        [typeof(ItemsDefined)] = "the catalogue; asked for live",
        [typeof(LinePegged)] = "links change many times a line; what they come to is the promise",
        [typeof(LineUnpegged)] = "as above",
        [typeof(OrdersForgotten)] = "memory of the domain; rows stay",
        [typeof(ReorderSuggested)] = "worked out from the rows themselves",
        [typeof(LeasesRenewed)] = "a heartbeat",
        [typeof(UnitsTakenFromStorage)] = "moves units within free stock; stock is asked for live",
    };
}
