using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.Actors.Tests.Postgres;

/// <summary>What every connection has, whatever the settings say.</summary>
public sealed class PostgresSourcesTests
{
    [PostgresTheory]
    [InlineData("client_min_messages", "warning")]
    [InlineData("default_transaction_isolation", "read committed")]
    [InlineData("tcp_user_timeout", "11000")]
    [InlineData("client_connection_check_interval", "2s")]
    public async Task Session_HasWhatTheStoresRelyOn(string setting, string value)
    {
        PostgresOptions options = (await PostgresServer.SharedAsync()).OptionsOf("postgres");
        options.ConnectionString += ";Options=-c client_min_messages=error -c default_transaction_isolation=serializable";
        await using NpgsqlDataSource source = PostgresSources.Create(options, "test");
        await using NpgsqlCommand show = source.CreateCommand($"SHOW {setting}");

        Assert.Equal(value, await show.ExecuteScalarAsync());
    }

    [PostgresFact]
    public async Task MinimumPoolSize_AboveThatOfASmallPool_IsNoMistake()
    {
        PostgresOptions options = (await PostgresServer.SharedAsync()).OptionsOf("postgres");
        options.ConnectionString += ";Minimum Pool Size=5";

        await using NpgsqlDataSource source = PostgresSources.Create(options, "test", adjust: static to => to.MaxPoolSize = 1);

        await (await source.OpenConnectionAsync()).DisposeAsync();
    }

    [PostgresFact]
    public async Task ConnectionsAllBusy_IsSaid()
    {
        PostgresOptions options = (await PostgresServer.SharedAsync()).OptionsOf("postgres");
        await using NpgsqlDataSource source = PostgresSources.Create(options, "test", adjust: static to => (to.MaxPoolSize, to.Timeout) = (1, 1));
        await using NpgsqlConnection busy = await source.OpenConnectionAsync();

        NpgsqlException e = await Assert.ThrowsAsync<NpgsqlException>(async () => await source.OpenConnectionAsync());

        Assert.Contains("are busy", PostgresTrouble.Explain(e, options));
    }
}
