using Backorders.EndToEnd.Tests.Cluster.WarehouseRace;
using Backorders.EndToEnd.Tests.Way;

// Started by a test, not by people: a contender of the race, or a node whose receipt is traced.
return args switch
{
    ["warehouse-contender", ..] => await WarehouseContender.RunAsync(args[1..]),
    ["traced-receipt", var first, var result] => await TracedReceipt.RunAsync(first, result),
    _ => 2,
};
