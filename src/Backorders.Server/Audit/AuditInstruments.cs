using System.Diagnostics.Metrics;

namespace Backorders.Server.Audit;

/// <summary>How the audit does; meter <see cref="MeterName"/>.</summary>
internal sealed class AuditInstruments : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Backorders.Audit";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> records;
    private readonly Counter<long> lost;
    private readonly Counter<long> failures;

    public AuditInstruments()
    {
        records = meter.CreateCounter<long>("backorders.audit.records", "{record}", "Audit records written, of refusals and of acts that are no turns.");
        lost = meter.CreateCounter<long>("backorders.audit.lost", "{refusal}", "Refusals that are not on record but for their number.");
        failures = meter.CreateCounter<long>("backorders.audit.failures", "{failure}", "Times that the audit's store could not be written.");
    }

    public void Written(int count) => records.Add(count);

    public void Lost() => lost.Add(1);

    public void Failed() => failures.Add(1);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
