using Backorders.Domain.Questions;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Journal;
using Backorders.Testing;

namespace Backorders.Engine.Tests;

public sealed class RecoveryTests
{
    [Theory]
    [InlineData(false, 4_096)]
    [InlineData(false, 3)]
    [InlineData(true, 4_096)]
    public async Task Restart_FindsTheSameState(bool snapshot, int pageRows)
    {
        Host before = await Host.StartAsync(configure: o => o.SnapshotAtStop = snapshot);
        await Work(before, 60);
        string hash = await before.StateHash();
        await before.Engine.StopAsync(default);

        await using Host after = new(before.Store, before.Time, o => o.ReadPageRows = pageRows);
        await after.Engine.StartAsync(default);

        Assert.Equal(hash, await after.StateHash());
    }

    [Fact]
    public async Task SnapshotAndTail_GiveTheSameAsTheWholeJournal()
    {
        Host before = await Host.StartAsync(configure: o => o.SnapshotEveryTurns = 60);
        await Work(before, 90);
        string hash = await before.StateHash();
        await before.Engine.StopAsync(default);
        StoredSnapshot? snapshot = await before.Store.ReadSnapshotAsync(Host.Shard, default);
        Assert.True(snapshot!.Seq < before.Engine.HighWater(Host.Warehouse));

        await using Host after = new(before.Store, before.Time);
        await after.Engine.StartAsync(default);
        VerificationReport report = Assert.Single(await new JournalVerifier(before.Store, 1).VerifyAllAsync(default));

        Assert.Equal(hash, await after.StateHash());
        Assert.True(report.IsGood, report.Problem);
        Assert.Equal(hash, Assert.Single(report.Warehouses).StateHash);
        Assert.True((await after.Engine.SubmitAsync(Host.Scan("1"))).Repeated);
    }

    [Fact]
    public async Task Restart_NextSnapshotIsDueSoManyTurnsAfterTheLastOne()
    {
        Host before = await Host.StartAsync(configure: o => o.SnapshotAtStop = true);
        await Work(before, 60);
        await before.Engine.StopAsync(default);
        long saved = (await before.Store.ReadSnapshotAsync(Host.Shard, default))!.Seq;

        Host after = await Host.StartAsync(before.Store, before.Time, o => o.SnapshotEveryTurns = 20);
        await after.Engine.SubmitAsync(Host.Scan("one more"));
        await after.Engine.StopAsync(default);

        Assert.True(saved > 20);
        Assert.Equal(saved, (await after.Store.ReadSnapshotAsync(Host.Shard, default))!.Seq);
    }

    [Fact]
    public async Task SnapshotWithAFlippedByte_IsIgnored()
    {
        Host before = await Host.StartAsync(configure: o => o.SnapshotAtStop = true);
        await Work(before, 30);
        string hash = await before.StateHash();
        await before.Engine.StopAsync(default);
        StoredSnapshot good = (await before.Store.ReadSnapshotAsync(Host.Shard, default))!;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            SeededRandom random = new(seed);
            byte[] bytes = [.. good.Parts.SelectMany(p => p.ToArray())];
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            await before.Store.WriteSnapshotAsync(Host.Shard, good with { Parts = [bytes] }, default);

            await using Host after = new(before.Store, before.Time);
            await after.Engine.StartAsync(default);

            Assert.True(hash == await after.StateHash(), random.ToString());
        }
    }

    [Fact]
    public async Task Verifier_FindsTheRowThatWasChanged()
    {
        Host host = await Host.StartAsync();
        await Work(host, 30);
        await host.DisposeAsync();
        for (long seq = 1; seq <= 30; seq += 7)
        {
            byte[] original = [];
            host.Store.Tamper(Host.Shard, seq, row =>
            {
                original = row.Body.ToArray();
                byte[] body = [.. original];
                body[body.Length / 2] ^= 4;
                return row with { Body = body };
            });

            VerificationReport report = await new JournalVerifier(host.Store).VerifyAsync(Host.Shard, default);

            Assert.False(report.IsGood);
            Assert.Equal(seq, report.BrokenAt);
            host.Store.Tamper(Host.Shard, seq, row => row with { Body = original });
        }
    }

    [Trait("Case", "17")]
    [Fact]
    public async Task LeaseThatRunsOut_IsTakenBackByTheClockAlone()
    {
        await using Host host = await Host.StartAsync();
        await host.Engine.SubmitAsync(Host.Order("A"));
        await host.Engine.SubmitAsync(Host.Scan("1"));
        CommandOutcome pulled = await host.Submit(new PullTasks(Host.Station, null, 1));
        Assert.NotEmpty(pulled.Events);
        long version = host.Engine.WorkVersion(Host.Warehouse, null);
        Task<long> work = host.Engine.WaitForWorkAsync(Host.Warehouse, null, version, default);

        host.Time.Advance(TimeSpan.FromSeconds(Policy.Default.LeaseSeconds + 1));
        await work;

        Assert.Empty((await host.Engine.AskAsync(Host.Warehouse, new ListStationTasks(Host.Station))).Value!);
    }

    [Trait("Case", "29")]
    [Fact]
    public async Task ClockThatIsSetBack_NeverGoesBackInTheJournal()
    {
        await using Host host = await Host.StartAsync();
        CommandOutcome first = await host.Engine.SubmitAsync(Host.Scan("1"));
        host.Time.Set(host.Time.GetUtcNow() - TimeSpan.FromHours(1));

        CommandOutcome second = await host.Engine.SubmitAsync(Host.Scan("2"));

        Assert.Equal(first.At, second.At);
    }

    [Theory]
    [InlineData("W1", 235)]
    [InlineData("HAM-2", 149)]
    [InlineData("Leipzig", 46)]
    public void ShardOfAWarehouse_IsTheOneItAlwaysWas(string warehouse, int shard) => Assert.Equal(shard, ShardMap.ShardOf(new(warehouse)));

    private static async Task Work(Host host, int turns)
    {
        SeededRandom random = new(5);
        for (int i = 1; i <= turns; i++)
        {
            await host.Engine.SubmitAsync(random.Percent(40) ? Host.Order(i.ToString(), random.Next(1, 9)) : Host.Scan(i.ToString(), random.Next(1, 9)));
            if (i == 1)
            {
                await host.Engine.SubmitAsync(Host.Scan("1"));
            }

            host.Time.Advance(TimeSpan.FromMinutes(random.Next(30)));
        }
    }
}
