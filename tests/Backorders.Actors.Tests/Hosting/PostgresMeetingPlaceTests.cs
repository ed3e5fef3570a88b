using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>The meeting place in PostgreSQL keeps what every one promises, with the rights of a role that serves and no others.</summary>
[TestCaseOrderer(OnlyWithPostgres.Name, OnlyWithPostgres.Assembly)]
public sealed class PostgresMeetingPlaceTests : MeetingPlaceTests
{
    protected override async Task<IMeetingPlace> CreateAsync() => new PostgresMeetingPlace(await TestDatabase.CreateAsync(), "TEST", seconds: TestDatabase.Seconds);

    [Fact]
    public async Task Enter_WithoutTables_SaysToMigrate()
    {
        await using PostgresMeetingPlace place = new(await (await PostgresServer.SharedAsync()).CreateSchemaAsync(), "TEST");

        ClusterStartException refused = await Assert.ThrowsAsync<ClusterStartException>(
            async () => await place.EnterAsync(
                new("A", 1, "akka.tcp://c@127.0.0.1:1", string.Empty, 100, string.Empty), "C", TimeSpan.FromSeconds(1), default));

        Assert.Contains("backorders migrate", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WithoutAServer_SaysWhichSetting()
    {
        PostgresOptions nowhere = new() { ConnectionString = "Host=127.0.0.1;Port=1;Database=d;Username=u" };
        await using PostgresMeetingPlace place = new(nowhere, "TEST");

        MeetingUnavailableException refused = await Assert.ThrowsAsync<MeetingUnavailableException>(async () => await place.ReadAsync(default));

        Assert.Contains("Postgres:ConnectionString", refused.Message, StringComparison.Ordinal);
    }
}
