using Backorders.Benchmarks.Cases;
using BenchmarkDotNet.Attributes;

namespace Backorders.Benchmarks;

/// <summary>What it costs to write turns and snapshots, and to read them.</summary>
[MemoryDiagnoser]
public class StorageBenchmarks
{
    private const int Lines = 100_000;

    private ICase current = null!;

    /// <summary>Builds the case of <see cref="EncodeTurn"/>.</summary>
    [GlobalSetup(Target = nameof(EncodeTurn))]
    public void SetUpEncode() => current = new EncodeCase();

    /// <summary>Builds the case of <see cref="DecodeTurn"/>.</summary>
    [GlobalSetup(Target = nameof(DecodeTurn))]
    public void SetUpDecode() => current = new DecodeCase();

    /// <summary>Builds the case of <see cref="SaveSnapshot"/>.</summary>
    [GlobalSetup(Target = nameof(SaveSnapshot))]
    public void SetUpSave() => current = new SaveCase(SaveCase.WithLines(Lines), Lines);

    /// <summary>Builds the case of <see cref="LoadSnapshot"/>.</summary>
    [GlobalSetup(Target = nameof(LoadSnapshot))]
    public void SetUpLoad() => current = new LoadCase(SaveCase.WithLines(Lines), Lines);

    /// <summary>See <see cref="EncodeCase"/>.</summary>
    [Benchmark(OperationsPerInvoke = EncodeCase.Times)]
    public void EncodeTurn() => current.Run();

    /// <summary>See <see cref="DecodeCase"/>.</summary>
    [Benchmark(OperationsPerInvoke = DecodeCase.Times)]
    public void DecodeTurn() => current.Run();

    /// <summary>See <see cref="SaveCase"/>.</summary>
    [Benchmark]
    public void SaveSnapshot()
    {
        current.Prepare();
        current.Run();
    }

    /// <summary>See <see cref="LoadCase"/>.</summary>
    [Benchmark]
    public void LoadSnapshot() => current.Run();
}
