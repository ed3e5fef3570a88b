namespace Backorders.Cli.Output;

/// <summary>A task as a station's display would say it.</summary>
internal static class TaskText
{
    public static string Of(V1.WorkTask t) => t.Kind switch
    {
        V1.TaskKind.CrossDock => $"task {t.TaskId}: {t.Quantity} x {t.Sku} from door {t.Door} to lane {t.Lane} for order {t.OrderNo} line {t.LineNo}",
        V1.TaskKind.StoragePick => $"task {t.TaskId}: {t.Quantity} x {t.Sku} from storage to lane {t.Lane} for order {t.OrderNo} line {t.LineNo}",
        V1.TaskKind.PutBack => $"task {t.TaskId}: bring {t.Quantity} x {t.Sku} back",
        V1.TaskKind.Count => $"task {t.TaskId}: count {t.Sku}; {t.Quantity} are in doubt",
        _ => $"task {t.TaskId}: {t.Quantity} x {t.Sku}",
    };
}
