namespace Backorders.Journal.Sqlite;

/// <summary>Something for the store's thread to do.</summary>
internal interface IStoreWork
{
    /// <summary>Tells whoever waits that it will not be done, or that nobody knows.</summary>
    void Fail(Exception why);
}
