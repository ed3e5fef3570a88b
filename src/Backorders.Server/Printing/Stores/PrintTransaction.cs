using System.Data.Common;

namespace Backorders.Server.Printing.Stores;

/// <summary>Statements of one transaction.</summary>
internal sealed class PrintTransaction(DbConnection connection, DbTransaction transaction)
{
    private bool isOver;

    /// <summary>Runs a statement, and says how many rows it changed.</summary>
    public async Task<int> RunAsync(string sql, params (string Name, object Value)[] values)
    {
        await using DbCommand command = Command(sql, values);
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>Runs a statement, and reads its rows.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read, params (string Name, object Value)[] values)
    {
        await using DbCommand command = Command(sql, values);
        await using DbDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        List<T> rows = [];
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Takes everything back; nothing may follow.</summary>
    public Task UndoAsync()
    {
        isOver = true;
        return transaction.RollbackAsync();
    }

    /// <summary>Makes everything durable, unless it was taken back.</summary>
    public Task EndAsync() => isOver ? Task.CompletedTask : transaction.CommitAsync();

    private DbCommand Command(string sql, (string Name, object Value)[] values)
    {
        DbCommand command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
