namespace Backorders.Domain.ActorData;

/// <summary>What a waiting line is to the plan of its item.</summary>
internal enum PlanRole : byte
{
    /// <summary>It takes nothing, whatever comes, until something is done about it: on hold, not paid, its lane shut. Its customer is told nothing meanwhile.</summary>
    Out,

    /// <summary>It takes whatever reaches its place. The plan knows such lines by their sums.</summary>
    Plain,

    /// <summary>It takes by a rule of its own: a minimum, a unit that is not broken, a number of parts, a time, or only with the rest of its order.</summary>
    Special,
}
