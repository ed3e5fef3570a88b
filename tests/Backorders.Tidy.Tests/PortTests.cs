using System.Text.RegularExpressions;

namespace Backorders.Tidy.Tests;

/// <summary>The server knows warehouses by a port: who runs them may change, and nothing that it sends there is bound to this process.</summary>
public sealed partial class PortTests
{
    private const string Server = "src/Backorders.Server/";

    /// <summary>The one place where everything meets.</summary>
    private const string Composition = Server + "NodeComposition.cs";

    [Fact]
    public void Server_NamesTheActorsWhereItIsPutTogetherOnly() => Findings.None(
        from file in Repository.Sources(Server)
        let at = file.Code.IndexOf("ActorWarehouses", StringComparison.Ordinal)
        where at >= 0 != (file.Path == Composition)
        select file.Path == Composition
            ? $"{file.Path}:1: the actors are no longer made here; say in {nameof(PortTests)} where."
            : $"{file.At(at)}: the actors by name; take IWarehouses, IWarehouseRoutes or IWarehouseHost.");

    [Fact]
    public void Server_AsksWarehousesByMessagesOnly() => Findings.None(
        from file in Repository.Sources(Server)
        from match in FunctionOverAWarehouse().Matches(file.Code)
        select $"{file.At(match.Index)}: a function over a live warehouse; make it a question of src/Backorders.Domain/Questions.");

    [GeneratedRegex(@"\b(Func|Action)\s*<\s*Warehouse\b|:\s*Question\s*<")]
    private static partial Regex FunctionOverAWarehouse();
}
