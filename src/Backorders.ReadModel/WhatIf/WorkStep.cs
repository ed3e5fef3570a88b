namespace Backorders.ReadModel.WhatIf;

/// <summary>A step of the work on a task, in the order of work.</summary>
internal enum WorkStep
{
    Lease,
    Pick,
    Pack,
    Ship,

    /// <summary>Units in hand or in a parcel are found unfit.</summary>
    Damage,

    /// <summary>In the record its units were taken back here; if that did not happen this time, the work goes on.</summary>
    GoOn,
}
