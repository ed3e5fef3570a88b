namespace Backorders.Journal.Postgres;

/// <summary>What lanes tell.</summary>
internal interface ILaneLog
{
    /// <summary>Appends that travelled together failed together.</summary>
    void AppendsFailed(int count, JournalException why);
}
