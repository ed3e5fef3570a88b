using Backorders.Partners.Labels;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Postgres;
using Backorders.Partners.Webhooks;

namespace Backorders.Server.Options;

/// <summary>How a node runs. Section <c>Backorders</c> of a configuration. Checked by <see cref="Check"/> at the start, all mistakes at once.</summary>
public sealed class NodeOptions
{
    /// <summary>Folder of the store and the key file; made when it is not there. Default <c>data</c> in the working folder. Must be on a local disk.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>Where turns are kept. Default <see cref="JournalKind.Sqlite"/>.</summary>
    public JournalKind Journal { get; set; } = JournalKind.Sqlite;

    /// <summary>This node's place among others; only used with <see cref="JournalKind.Postgres"/>.</summary>
    public ClusterSettings Cluster { get; set; } = new();

    /// <summary>Where the database is; only used with <see cref="JournalKind.Postgres"/>.</summary>
    public PostgresOptions Postgres { get; set; } = new();

    /// <summary>The file of API keys; empty (the default) for <c>keys.json</c> in <see cref="DataDirectory"/>.</summary>
    public string KeyFile { get; set; } = string.Empty;

    /// <summary>Issuers whose tokens are good beside API keys. Empty (the default): keys alone.</summary>
    public IList<TokenIssuerOptions> Tokens { get; set; } = [];

    /// <summary>What secrets in the store are encrypted under.</summary>
    public SecretOptions Secrets { get; set; } = new();

    /// <summary>The buildings that this node opens; at least one.</summary>
    public IList<WarehouseOptions> Warehouses { get; set; } = [];

    /// <summary>Where it listens.</summary>
    public ListenOptions Listen { get; set; } = new();

    /// <summary>What decisions are taken by. Default <see cref="ClockMode.System"/>.</summary>
    public ClockMode Clock { get; set; } = ClockMode.System;

    /// <summary>What a driven clock shows at the start; not set means the system's time. The journal may hold later times: then it shows the latest of them.</summary>
    public DateTimeOffset? ClockStart { get; set; }

    /// <summary>How much it takes on.</summary>
    public NodeLimits Limits { get; set; } = new();

    /// <summary>How webhooks are delivered, and where they may go.</summary>
    public WebhookOptions Webhooks { get; set; } = new();

    /// <summary>How long audit records are kept.</summary>
    public AuditOptions Audit { get; set; } = new();

    /// <summary>Where its logs go.</summary>
    public LogOptions Log { get; set; } = new();

    /// <summary>Whether SIGTERM and SIGINT stop it. Default false, for hosts that embed a node; a process of its own sets it.</summary>
    public bool HandleSignals { get; set; }

    /// <summary>Everything that is wrong with these options; empty when they can be used.</summary>
    public IReadOnlyList<string> Check()
    {
        List<string> wrong = [];
        if (string.IsNullOrWhiteSpace(DataDirectory) && Journal != JournalKind.Memory)
        {
            wrong.Add("DataDirectory: name a folder.");
        }

        if (string.IsNullOrWhiteSpace(DataDirectory) && Journal == JournalKind.Memory && Listen.LocalAuthority is { Use: true, File.Length: 0 })
        {
            wrong.Add("Listen:LocalAuthority:File: name a file; there is no data folder.");
        }

        if (!Enum.IsDefined(Journal))
        {
            wrong.Add($"Journal: {(int)Journal} is not one of {string.Join(", ", Enum.GetNames<JournalKind>())}.");
        }

        if (!Enum.IsDefined(Clock))
        {
            wrong.Add($"Clock: {(int)Clock} is not one of {string.Join(", ", Enum.GetNames<ClockMode>())}.");
        }

        if (Clock == ClockMode.Driven && Listen.ReachesOthers())
        {
            wrong.Add("Clock: a driven clock is for replays on this machine alone; listen on the loopback address only.");
        }

        if (Clock == ClockMode.Driven && Journal == JournalKind.Postgres)
        {
            wrong.Add("Clock: a driven clock is one node's own; use Journal Sqlite or Memory.");
        }

        CheckWarehouses(wrong);
        CheckTokens(wrong);
        Secrets.Check(wrong);
        Listen.Check(wrong);
        Limits.Check(wrong);
        Webhooks.Check(wrong);
        Audit.Check(wrong);
        Log.Check(wrong);
        if (Journal == JournalKind.Postgres)
        {
            Cluster.Check(wrong);
            wrong.AddRange(Cluster.ToNode(Cluster.Address, Limits.MessageBytesMax).Check().Except(wrong).ToArray());
            if (Cluster.Address.Length == 0 && Listen.IsOnAllAddresses())
            {
                wrong.Add("Cluster:Address: name where other nodes reach this one; it listens on all addresses.");
            }

            wrong.AddRange(Postgres.Check());
        }

        return wrong;
    }

    private void CheckTokens(List<string> wrong)
    {
        for (int i = 0; i < Tokens.Count; i++)
        {
            Tokens[i].Check($"Tokens:{i}", wrong);
            if (Tokens.Take(i).Any(t => t.Name == Tokens[i].Name || t.ExpectedIssuer == Tokens[i].ExpectedIssuer))
            {
                wrong.Add($"Tokens:{i}: another issuer has the same Name or Issuer; a token must be one issuer's alone.");
            }
        }
    }

    private void CheckWarehouses(List<string> wrong)
    {
        if (Warehouses.Count == 0)
        {
            wrong.Add("Warehouses: name at least one.");
        }

        foreach (IGrouping<string, WarehouseOptions> same in Warehouses.GroupBy(w => w.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            wrong.Add($"Warehouses: '{same.Key}' stands there {same.Count()} times.");
        }

        foreach (WarehouseOptions warehouse in Warehouses)
        {
            warehouse.Check(wrong);
        }

        (string Id, SsccRange Range)[] ranges = [.. Warehouses.Where(w => w.Sscc is not null).Select(w => (w.Id, w.Sscc!))];
        for (int i = 0; i < ranges.Length; i++)
        {
            wrong.AddRange(ranges.Take(i).Where(r => r.Range.Overlaps(ranges[i].Range)).Select(r =>
                $"Warehouses: '{r.Id}' and '{ranges[i].Id}' would give one SSCC to two loads; use other SsccExtensionDigits, or serials that do not meet."));
        }
    }
}
