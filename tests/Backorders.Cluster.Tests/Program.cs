using Backorders.Cluster.Tests.Race;

// Started by a test, not by people: a contender of the race.
return args is ["contender", ..] ? await Contender.RunAsync(args[1..]) : 2;
