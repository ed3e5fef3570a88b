using Backorders.Benchmarks.Cases;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Backorders.Benchmarks;

/// <summary>What a turn costs. Each run begins from the same saved state.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 3, iterationCount: 15, invocationCount: 1)]
public class DomainBenchmarks
{
    private ICase current = null!;

    /// <summary>Builds the case of <see cref="ReceiptOf12"/>.</summary>
    [GlobalSetup(Target = nameof(ReceiptOf12))]
    public void SetUpReceipt() => current = new ReceiptCase();

    /// <summary>Builds the case of <see cref="PalletOf2000"/>.</summary>
    [GlobalSetup(Target = nameof(PalletOf2000))]
    public void SetUpPallet() => current = new PalletCase();

    /// <summary>Builds the case of <see cref="ReceiptOf12BeforeAMillion"/>.</summary>
    [GlobalSetup(Target = nameof(ReceiptOf12BeforeAMillion))]
    public void SetUpLongQueue() => current = new LongQueueCase();

    /// <summary>Builds the case of <see cref="FoldTurn"/>.</summary>
    [GlobalSetup(Target = nameof(FoldTurn))]
    public void SetUpReplay() => current = new ReplayCase();

    /// <summary>Goes back to the saved state.</summary>
    [IterationSetup]
    public void Prepare() => current.Prepare();

    /// <summary>See <see cref="ReceiptCase"/>.</summary>
    [Benchmark(OperationsPerInvoke = ReceiptCase.Skus)]
    public void ReceiptOf12() => current.Run();

    /// <summary>See <see cref="PalletCase"/>.</summary>
    [Benchmark]
    public void PalletOf2000() => current.Run();

    /// <summary>See <see cref="LongQueueCase"/>.</summary>
    [Benchmark(OperationsPerInvoke = LongQueueCase.Times)]
    public void ReceiptOf12BeforeAMillion() => current.Run();

    /// <summary>See <see cref="ReplayCase"/>.</summary>
    [Benchmark(OperationsPerInvoke = ReplayCase.Turns)]
    public void FoldTurn() => current.Run();
}
