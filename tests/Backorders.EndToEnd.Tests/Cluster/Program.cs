using Backorders.EndToEnd.Tests.Cluster.WarehouseRace;

// Started by a test, not by people: a contender of the race.
return args switch
{
    ["warehouse-contender", ..] => await WarehouseContender.RunAsync(args[1..]),
    _ => 2,
};
