namespace Backorders.Cli.Output;

/// <summary>Where units go, as a scanner's display would say it.</summary>
internal static class DispositionText
{
    public static string Of(V1.Disposition d) => d.What switch
    {
        V1.Disposition.Types.What.ToLane => $"{d.Quantity} x {d.Sku} to lane {d.Lane} for order {d.OrderNo} line {d.LineNo} (task {d.TaskId})",
        V1.Disposition.Types.What.Held => $"{d.Quantity} x {d.Sku} held for order {d.OrderNo} line {d.LineNo}, which ships complete",
        V1.Disposition.Types.What.PutAway => $"{d.Quantity} x {d.Sku} to put-away",
        V1.Disposition.Types.What.QcHold => $"{d.Quantity} x {d.Sku} to inspection",
        V1.Disposition.Types.What.Damaged => $"{d.Quantity} x {d.Sku} damaged",
        _ => $"{d.Quantity} x {d.Sku}",
    };
}
