namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>How a try went. Numbers are those of the contract.</summary>
public enum DeliveryOutcome
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>2xx.</summary>
    Delivered = 1,

    /// <summary>The receiver is in trouble, or was not reached.</summary>
    Failed = 2,

    /// <summary>The receiver does not want this content.</summary>
    Rejected = 3,

    /// <summary>The receiver wants nothing any more.</summary>
    Gone = 4,

    /// <summary>Not sent: the address may not be called.</summary>
    NotAllowed = 5,
}
