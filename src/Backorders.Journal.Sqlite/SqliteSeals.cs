using Backorders.Journal.Cluster;

namespace Backorders.Journal.Sqlite;

/// <summary>Shards that an operator closed. Used by the store's thread alone.</summary>
internal sealed class SqliteSeals(SqliteDatabase database, Action<Action> inTransaction)
{
    /// <summary>Why a shard is closed; null when it is not.</summary>
    public string? WhyOf(int shard)
    {
        using SqliteStatement find = database.Prepare("seal-find", "SELECT why FROM shard_seal WHERE shard_id = ?1");
        return find.Bind(1, shard).Step() ? find.GetText(0) : null;
    }

    /// <summary>Closes a shard and spends the grant that somebody may hold, in one step; false when it is closed already.</summary>
    public bool Seal(int shard, string why)
    {
        bool changed = false;
        inTransaction(() =>
        {
            using SqliteStatement insert = database.Prepare("seal", "INSERT OR IGNORE INTO shard_seal(shard_id, why) VALUES (?1, ?2)");
            insert.Bind(1, shard).Bind(2, why).Run();
            changed = database.Changes > 0;
            using SqliteStatement spend = database.Prepare("seal-spend", """
                INSERT INTO shard(shard_id, epoch, grant_id, last_seq, head_hash) VALUES (?1, 0, randomblob(16), 0, zeroblob(32))
                ON CONFLICT(shard_id) DO UPDATE SET grant_id = randomblob(16)
                """);
            spend.Bind(1, shard).Run();
        });
        return changed;
    }

    /// <summary>Opens a closed shard; false when it is not closed.</summary>
    public bool Unseal(int shard)
    {
        bool changed = false;
        inTransaction(() =>
        {
            using SqliteStatement delete = database.Prepare("unseal", "DELETE FROM shard_seal WHERE shard_id = ?1");
            delete.Bind(1, shard).Run();
            changed = database.Changes > 0;
        });
        return changed;
    }

    /// <summary>All shards that were ever taken or closed, ascending.</summary>
    public IReadOnlyList<SoleShard> List()
    {
        using SqliteStatement list = database.Prepare(
            "shards", "SELECT s.shard_id, s.epoch, s.last_seq, c.why FROM shard s LEFT JOIN shard_seal c USING (shard_id) ORDER BY s.shard_id");
        List<SoleShard> shards = [];
        while (list.Step())
        {
            shards.Add(new((int)list.GetInt64(0), list.GetInt64(1), list.GetInt64(2), list.IsNull(3) ? null : list.GetText(3)));
        }

        return shards;
    }
}
