using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backorders.Architecture.Tests;

/// <summary>The server knows warehouses by a port: who runs them may change, and nothing that it sends there is bound to this process.</summary>
public sealed class PortTests
{
    private const string Server = "src/Backorders.Server/";

    /// <summary>The one place that says who runs the warehouses.</summary>
    private const string Composition = Server + "Hosting/ActorSetup.cs";

    [Fact]
    public void Server_NamesTheActorsWhereItIsPutTogetherOnly() => Findings.None(
        from file in Repository.Sources(Server)
        let named = Calls.Names(file, "ActorWarehouses").FirstOrDefault()
        where named is not null != (file.Path == Composition)
        select named is null
            ? $"{file.Path}:1: the actors are no longer made here; say in {nameof(PortTests)} where."
            : $"{file.At(named)}: the actors by name; take IWarehouses, IWarehouseRoutes or IWarehouseHost.");

    [Fact]
    public void Server_AsksWarehousesByMessagesOnly() => Findings.None(
        from file in Repository.Sources(Server)
        from name in file.All<GenericNameSyntax>()
        where IsFunctionOverAWarehouse(name) || IsQuestionOfItsOwn(name)
        select $"{file.At(name)}: a function over a live warehouse; make it a question of src/Backorders.Domain/Questions.");

    private static bool IsFunctionOverAWarehouse(GenericNameSyntax name) =>
        name.Identifier.ValueText is "Func" or "Action" && Calls.LastName(name.TypeArgumentList.Arguments[0]) == "Warehouse";

    private static bool IsQuestionOfItsOwn(GenericNameSyntax name) => name.Identifier.ValueText == "Question" && name.FirstAncestorOrSelf<BaseListSyntax>() is not null;
}
