using Backorders.Cluster.Tests.Race;
using Backorders.Cluster.Tests.WarehouseRace;

// Started by a test, not by people: a contender of the race.
return args switch
{
    ["contender", ..] => await Contender.RunAsync(args[1..]),
    ["warehouse-contender", ..] => await WarehouseContender.RunAsync(args[1..]),
    _ => 2,
};
