namespace Backorders.Actors.Warehouses;

/// <summary>Why a warehouse's persistent actor has ended.</summary>
internal enum WarehouseEnd
{
    /// <summary>It was told to: all that was given is answered.</summary>
    Stopped = 0,

    /// <summary>A write failed or was refused: nobody knows yet what is stored.</summary>
    WriteFailed = 1,

    /// <summary>The state could not be got back.</summary>
    NotRecovered = 2,

    /// <summary>A command made the domain fail: the state is to be built anew.</summary>
    InDoubt = 3,

    /// <summary>A row is not what was written, or cannot be folded: no recovery will do better.</summary>
    Damaged = 4,
}
