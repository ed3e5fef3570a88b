using Backorders.Partners.Exports.Story;

namespace Backorders.Partners.Exports.X12;

/// <summary>One kind of transaction set.</summary>
internal interface IX12Advice
{
    /// <summary>Its number: ST01.</summary>
    int Code { get; }

    /// <summary>The group it travels in: GS01.</summary>
    string FunctionalId { get; }

    /// <summary>The sets that tell of an event by itself. Each is made when it is asked for, so that one that cannot be written leaves the others alone.</summary>
    IEnumerable<Func<X12Set>> Of(ToldEvent moment);

    /// <summary>The sets that tell of a whole decision, each with its owner and time.</summary>
    IEnumerable<(string Owner, DateTimeOffset At, Func<X12Set> Set)> EndDecision(long cursor) => [];
}
