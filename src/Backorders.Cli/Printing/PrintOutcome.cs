namespace Backorders.Cli.Printing;

/// <summary>What became of a job at its printer.</summary>
/// <param name="State">Printed, failed or unknown.</param>
/// <param name="Detail">Why, for whoever stands there.</param>
internal sealed record PrintOutcome(V1.PrintJobState State, string Detail)
{
    public static PrintOutcome Printed { get; } = new(V1.PrintJobState.Printed, string.Empty);

    public static PrintOutcome Failed(string why) => new(V1.PrintJobState.Failed, why);

    public static PrintOutcome Unknown(string why) => new(V1.PrintJobState.Unknown, why);
}
