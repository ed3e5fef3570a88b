using Backorders.Benchmarks;
using BenchmarkDotNet.Running;

// --quick: every case once, by a stopwatch, with the machine; under a minute. Anything else goes to BenchmarkDotNet (--list flat, --filter '*').
if (args is ["--quick", ..])
{
    QuickRun.Print(Console.Out, args.Contains("--growth"));
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
