using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Postgres;
using Backorders.Testing.Postgres;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>The arbiter in PostgreSQL keeps what every one promises.</summary>
[TestCaseOrderer(OnlyWithPostgres.Name, OnlyWithPostgres.Assembly)]
public sealed class PostgresArbiterTests : ArbiterTests
{
    protected override async Task<(IMeetingPlace Meeting, IArbiter Arbiter)> CreateAsync()
    {
        PostgresOptions database = await TestDatabase.CreateAsync();
        return (new PostgresMeetingPlace(database, "TEST", seconds: TestDatabase.Seconds), new PostgresArbiter(database, "TEST", TestDatabase.Seconds));
    }
}
