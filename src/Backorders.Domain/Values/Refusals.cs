namespace Backorders.Domain.Values;

/// <summary>Facts about the refusals.</summary>
public static class Refusals
{
    /// <summary>Whether the refusal may pass by itself: the same command with the same key may succeed later.</summary>
    public static bool IsTransient(this Refusal refusal) => refusal is Refusal.Busy or Refusal.SimulationsBusy or Refusal.NotReady or Refusal.StoreUnavailable or Refusal.NotOwner
        or Refusal.ReadModelUnavailable;
}
