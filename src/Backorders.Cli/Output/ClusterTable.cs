using System.Globalization;
using Spectre.Console;

namespace Backorders.Cli.Output;

/// <summary>Nodes and shards for people.</summary>
internal static class ClusterTable
{
    /// <summary>Whether a shard is worth a line: it holds a warehouse, or does not stand as it should.</summary>
    public static bool Matters(V1.ClusterShard shard) =>
        shard.Warehouses.Count > 0 || shard.LastSeq > 0 || shard.State is V1.ClusterShardState.Sealed or V1.ClusterShardState.Draining;

    public static void WriteNodes(TextWriter to, V1.GetClusterResponse cluster)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn("node").NoWrap()).AddColumn(new TableColumn("state").NoWrap());
        foreach (string name in (string[])["shards", "weight", "heartbeat"])
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }

        table.AddColumn(new TableColumn("address").NoWrap());
        foreach (V1.ClusterNode node in cluster.Nodes)
        {
            table.AddRow(
                Markup.Escape(node.NodeId + (node.NodeId == cluster.AnsweredBy ? " *" : string.Empty)), StateOf(node), Measure.Whole(node.Shards), Measure.Whole(node.Weight),
                cluster.Cluster.Length == 0 ? "-" : Age(node.HeartbeatAge.ToTimeSpan()), Markup.Escape(node.Address));
        }

        Plain.Write(to, table);
        int used = cluster.Shards.Count(s => s.Warehouses.Count > 0);
        int free = cluster.Shards.Count(s => s.State == V1.ClusterShardState.Free && s.Warehouses.Count > 0);
        int moving = cluster.Shards.Count(s => s.State == V1.ClusterShardState.Draining);
        int closed = cluster.Shards.Count(s => s.State == V1.ClusterShardState.Sealed);
        to.WriteLine(cluster.Cluster.Length == 0
            ? $"A node that shares its store with nobody; {cluster.Shards.Count} shards hold its warehouses, {closed} sealed."
            : $"Cluster {cluster.Cluster}: {used} of {cluster.Shards.Count} shards hold warehouses, {moving} moving, {free} nobody's, {closed} sealed. * answered.");
    }

    public static void WriteShards(TextWriter to, IReadOnlyList<V1.ClusterShard> shards, int all)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn("shard").RightAligned().NoWrap());
        foreach (string name in (string[])["state", "owner"])
        {
            table.AddColumn(new TableColumn(name).NoWrap());
        }

        table.AddColumn(new TableColumn("last turn").RightAligned().NoWrap()).AddColumn("warehouses").AddColumn("remark");
        foreach (V1.ClusterShard shard in shards)
        {
            table.AddRow(
                Measure.Whole(shard.Shard), shard.State.ToString().ToLowerInvariant(), shard.Owner.Length > 0 ? Markup.Escape(shard.Owner) : "-",
                Measure.Whole(shard.LastSeq), Markup.Escape(string.Join(", ", shard.Warehouses)), Markup.Escape(Remark(shard)));
        }

        Plain.Write(to, table);
        to.WriteLine($"{shards.Count} of {all} shards.");
    }

    private static string Remark(V1.ClusterShard shard) => shard switch
    {
        { Why.Length: > 0 } => shard.Why,
        { Target.Length: 0 } => string.Empty,
        { State: not V1.ClusterShardState.Draining } => $"goes to {shard.Target}",
        { TargetPrepared: V1.ClusterShardPreparation.Ready } => $"goes to {shard.Target}, which is ready for it",
        { TargetPrepared: V1.ClusterShardPreparation.Unfit } => $"was to go to {shard.Target}, which cannot fold it",
        _ => $"goes to {shard.Target}, which folds it first",
    };

    private static string StateOf(V1.ClusterNode node) => (node.Live, node.Draining) switch
    {
        (false, _) => "SILENT",
        (true, true) => "draining",
        _ => "live",
    };

    private static string Age(TimeSpan age) => age < TimeSpan.FromMinutes(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{age.TotalMinutes:0} min");
}
