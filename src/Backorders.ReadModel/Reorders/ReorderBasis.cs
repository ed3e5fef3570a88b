namespace Backorders.ReadModel.Reorders;

/// <summary>Whether a reorder point rests on enough history. Numbers are public.</summary>
public enum ReorderBasis
{
    /// <summary>It does.</summary>
    Measured = 1,

    /// <summary>Too few days, or too few days with demand: nothing is said about how much to order beyond what waits.</summary>
    TooLittleDemand = 2,

    /// <summary>Too few deliveries to know how long one takes.</summary>
    TooFewDeliveries = 3,
}
