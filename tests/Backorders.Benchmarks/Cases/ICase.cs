namespace Backorders.Benchmarks.Cases;

/// <summary>Something to measure: prepared outside the measurement, then done a known number of times.</summary>
internal interface ICase
{
    /// <summary>What is measured, for people.</summary>
    string Name { get; }

    /// <summary>How many operations one run carries out.</summary>
    int Operations { get; }

    /// <summary>Puts everything into the state in which a run begins.</summary>
    void Prepare();

    /// <summary>Carries the operations out.</summary>
    void Run();
}
