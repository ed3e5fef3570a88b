namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>Why an endpoint gets nothing. Numbers are stored, and are those of the contract.</summary>
public enum SuspensionReason
{
    /// <summary>It is not suspended.</summary>
    None = 0,

    /// <summary>Somebody asked for it.</summary>
    Asked = 1,

    /// <summary>It failed for its whole retry window.</summary>
    Failing = 2,

    /// <summary>It rejected one content after the other.</summary>
    Rejecting = 3,

    /// <summary>It answered 410.</summary>
    Gone = 4,

    /// <summary>The journal does not reach as far as the cursor.</summary>
    CursorBeyondJournal = 5,

    /// <summary>Its host may not be called any more.</summary>
    AddressNotAllowed = 6,
}
