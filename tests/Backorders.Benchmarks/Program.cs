using System.Globalization;
using Backorders.Benchmarks;
using Backorders.Benchmarks.Outage;
using Backorders.Benchmarks.Planning;
using Backorders.Server.Options;
using BenchmarkDotNet.Running;

// --quick: every case by a stopwatch, with the machine; under a minute. --growth: what commands cost beside more and more waiting lines.
// --planning [LARGEST]: what a scan, a new line and a late truck cost while more and more lines wait behind those that are planned.
// --planning-complete [MOST]: the same beside more and more orders that ship complete.
// --forwarded: a call by way of another node beside one sent straight. --receipts [CONNECTION]: durable receipts a second, on SQLite or PostgreSQL.
// --stations: from a scan to the offer at an idle station.
// --calls [OTHER BUILD [PART OF A NAME]]: receipts over gRPC, against a node in a process of its own, or against two of two builds in turn. --rude: what good clients wait beside clients without manners.
// --start [PROGRAM]: from the start of a node's process to its first durable answer. --recovery DIR: the same for the warehouses of a store that is there.
// --outage-prepare REPLAYED DIR [COUNT]: a database of large warehouses, made from a replay's store. --outage DIR [COUNT [SECONDS]]: a drain of one, and the database stopped under all.
// Anything else goes to BenchmarkDotNet (--list flat, --filter '*').
if (args is ["--quick"])
{
    QuickRun.Print(Console.Out);
    return 0;
}

if (args is ["--growth"])
{
    GrowthRun.Print(Console.Out);
    return 0;
}

if (args is ["--planning", ..])
{
    PlanningRun.Print(Console.Out, args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : int.MaxValue);
    return 0;
}

if (args is ["--planning-complete", ..])
{
    PlanningRun.PrintComplete(Console.Out, args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : int.MaxValue);
    return 0;
}

if (args is ["--forwarded"])
{
    await ForwardRun.PrintAsync(Console.Out);
    return 0;
}

if (args is ["--receipts", ..])
{
    await ReceiptsRun.PrintAsync(Console.Out, args.ElementAtOrDefault(1));
    return 0;
}

if (args is ["--stations"])
{
    await StationsRun.PrintAsync(Console.Out);
    return 0;
}

if (args is ["--start", ..])
{
    await StartRun.PrintAsync(Console.Out, args.ElementAtOrDefault(1));
    return 0;
}

if (args is ["--calls"])
{
    await CallsRun.PrintAsync(Console.Out);
    return 0;
}

if (args is ["--calls", string other, ..])
{
    await CallsComparison.PrintAsync(Console.Out, other, args.ElementAtOrDefault(2));
    return 0;
}

if (args is ["--rude"])
{
    await RudeRun.PrintAsync(Console.Out);
    return 0;
}

if (args is ["--rude-node", string rudeData])
{
    await RudeRun.ServeAsync(rudeData);
    return 0;
}

if (args is ["--rude-crowd", string http, string grpc, string key])
{
    await RudeRun.CrowdAsync(new Uri(http), new Uri(grpc), key);
    return 0;
}

if (args is ["--calls-node", string data, string journal])
{
    await CallsRun.ServeAsync(data, Enum.Parse<Backorders.Server.Options.JournalKind>(journal));
    return 0;
}

if (args is ["--node", string folder])
{
    await StartRun.ServeAsync(folder);
    return 0;
}

if (args is ["--recovery", string store])
{
    await RecoveryRun.PrintAsync(Console.Out, store);
    return 0;
}

if (args is ["--outage-prepare", string replayed, string made, ..])
{
    await OutageStore.PrepareAsync(Console.Out, made, replayed, args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 10);
    return 0;
}

if (args is ["--outage", string database, ..])
{
    int[] numbers = [.. args[2..].Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
    await OutageRun.PrintAsync(Console.Out, database, numbers.ElementAtOrDefault(0) is > 1 and int count ? count : 10, TimeSpan.FromSeconds(numbers.ElementAtOrDefault(1) is > 0 and int away ? away : 60));
    return 0;
}

if (args is ["--outage-node", string settings])
{
    await OutageNode.ServeAsync(settings);
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
