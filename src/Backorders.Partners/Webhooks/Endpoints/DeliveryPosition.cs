namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>Where an endpoint stands in one warehouse. Kept in the store as it is here; properties are only added.</summary>
/// <param name="EndpointId">Whose.</param>
/// <param name="Warehouse">Where.</param>
/// <param name="Cursor">Everything up to here was taken, set aside or kept back by the filter.</param>
public sealed record DeliveryPosition(string EndpointId, string Warehouse, long Cursor)
{
    /// <summary>
    /// The last decision of the delivery at hand; 0 for none. Stored before the first try, so that the delivery has the same id and the same content after a crash.
    /// </summary>
    public long PendingTo { get; init; }

    /// <summary>Decisions up to here are sent one at a time: among them is one that was rejected. 0 for none.</summary>
    public long SinglyUpTo { get; init; }

    /// <summary>Tries of the delivery at hand that were not taken.</summary>
    public int Attempts { get; init; }

    /// <summary>How many of them were rejections.</summary>
    public int Rejections { get; init; }

    /// <summary>When the delivery at hand first failed: its retry window begins here.</summary>
    public DateTimeOffset? FirstFailedAt { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>Why the last try was not taken; empty when it was.</summary>
    public string LastError { get; init; } = string.Empty;

    /// <summary>Contents set aside since the last one that was taken.</summary>
    public int SetAsideInRow { get; init; }

    /// <summary>How often it had been stored when it was read; 0 for one that never was. A store takes it in the place of that very one alone.</summary>
    public long Version { get; init; }

    /// <summary>The same place with nothing at hand.</summary>
    public DeliveryPosition AtRest(long cursor) => new(EndpointId, Warehouse, cursor) { SinglyUpTo = SinglyUpTo > cursor ? SinglyUpTo : 0, Version = Version };

    /// <summary>As it is once a store has taken it.</summary>
    public DeliveryPosition Stored() => this with { Version = Version + 1 };
}
