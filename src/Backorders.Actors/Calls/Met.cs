namespace Backorders.Actors.Calls;

/// <summary>The gateway's answer to <see cref="Meet"/>: it is there, and so far has heard this.</summary>
/// <param name="Meeting">The link's beginning.</param>
/// <param name="Last">The number of the last call that came in this meeting; 0 for none.</param>
/// <param name="Pending">Of those, how many are not answered yet.</param>
internal sealed record Met(long Meeting, long Last, int Pending) : INodeMessage;
