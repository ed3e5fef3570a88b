using System.Collections.Concurrent;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Backorders.Server.Tests.Access;

/// <summary>
/// Every call of the contract, with a key of every role, bound to an owner or not, about a thing of the owner's own, of another's and of nobody's, at a running node: it must end as docs/rights.md
/// says, and what may not be is on record.
/// </summary>
public sealed class RightsTableTests
{
    /// <summary>A key has not the role, names no owner, or asks for the building; another owner's thing, or webhook, was asked for.</summary>
    private static readonly int[] Denials = [4101, 4105, 4106];
    private static readonly int[] Foreign = [4103, 4558];

    /// <summary>What is said of a call that another call's end took with it (<see cref="RightsCaller.Answer.IsConnectionClosed"/>). It is made again.</summary>
    private const string ConnectionClosed = "its connection was closed";

    /// <summary>How many calls may be made again in all: one closed connection ends a call of each key.</summary>
    private const int AgainMax = 60;

    /// <summary>Of how many calls one is tried with what stands in a key's place.</summary>
    private const int SampleEvery = 8;

    /// <summary>Without the stream of events, which is read until so many were told that only all cells together set them off.</summary>
    private static IReadOnlyList<MethodDescriptor> Sample => [.. RightsTable.Calls.Where(c => c.Name != "Subscribe").Where((_, i) => i % SampleEvery == 0)];

    private static readonly Role[] Roles = [.. Enum.GetValues<Role>().Where(r => System.Numerics.BitOperations.IsPow2((int)r))];
    private static readonly string[] Things = [RightsWorld.Own, RightsWorld.Other, RightsWorld.Nobody];

    [Fact]
    public void EveryCall_HasALineInTheTable_AndInThisTest()
    {
        string[] calls = [.. RightsTable.Calls.Select(RightsTable.NameOf).Order(StringComparer.Ordinal)];
        Assert.True(calls.Length > 80);
        Assert.Equal(calls, RightsTable.Read().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(calls, RightsCalls.All.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void CallWithoutALine_IsNobodys()
    {
        Assert.Equal(Right.Nobody, Rights.Of("/backorders.v1.Operations/SellTheBuilding"));
        Assert.Equal(Right.Nobody, Rights.Of("/backorders.v1.operations/GetFigures"));
    }

    [Fact]
    public async Task EveryCell_EndsAsTheTableSays_AndIsOnRecord()
    {
        (string, string?, Role)[] keys =
        [
            .. Roles.Select(r => ($"unbound-{r}", (string?)null, r)), .. Roles.Where(r => !Role.OfBuilding.HasFlag(r)).Select(r => ($"bound-{r}", (string?)RightsWorld.Own, r)),
        ];
        await using RightsWorld world = await RightsWorld.StartAsync(keys);
        using RightsCaller caller = new(world.Node.Node.GrpcAddress);
        int cells = await CheckAsync(world, RightsTable.Calls, key => (key, world.Node.Keys[key], caller));
        Assert.True(cells > 2_000, $"{cells}");
    }

    /// <summary>A token is looked at by the same table: of every service some calls, with every role, whose things, and owner.</summary>
    [Fact]
    public async Task SampleOfCells_WithTokens_EndAsTheTableSays_AndAreOnRecord()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        await using RightsWorld world = await RightsWorld.StartAsync(o => o.Tokens = [issuer.Options(t => t.BuildingClaim = "staff")]);
        using RightsCaller caller = new(world.Node.Node.GrpcAddress);
        Dictionary<string, string> tokens = (from bound in new[] { true, false } from role in Roles select ($"{(bound ? "bound" : "unbound")}-{role}", bound, role)).ToDictionary(
            t => t.Item1,
            t => issuer.Token(c =>
            {
                (c["sub"], c["roles"], c["exp"]) = (t.Item1, t.role.ToString(), TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds());
                (c["owner"], c["staff"]) = (t.bound ? RightsWorld.Own : null, !t.bound);
            }));

        int cells = await CheckAsync(world, Sample, key => ($"login:{key}", tokens[key], caller));
        Assert.True(cells > 200, $"{cells}");
    }

    [Fact]
    public async Task SampleOfCells_WithCertificates_EndAsTheTableSays_AndAreOnRecord()
    {
        using TestCertificates authority = new();
        await using RightsWorld world = await RightsWorld.StartAsync(o => authority.Serve(o, ClientCertificateMode.Allow));
        Dictionary<string, RightsCaller> callers = [];
        foreach ((string key, bool bound, Role role) in
            from bound in new[] { true, false } from role in Roles where !Role.OfBuilding.HasFlag(role) || !bound select ($"{(bound ? "bound" : "unbound")}-{role}", bound, role))
        {
            await ApiKeys.AddCertificateAsync(Path.Combine(world.Node.Folder, "keys.json"), key, $"name:{key.ToLowerInvariant()}.example", bound ? RightsWorld.Own : null, role, []);
            callers[key] = new RightsCaller(world.Node.Node.GrpcAddress, authority.Connection(authority.Issue(key, $"{key.ToLowerInvariant()}.example")));
        }

        await Poll.UntilAsync(() => world.Node.Log.Entries.Any(e => e.EventId == 4108 && e.Text.EndsWith($"{world.Node.Keys.Count + callers.Count} keys.", StringComparison.Ordinal)));
        int cells = await CheckAsync(world, Sample, key => (key, null, callers[key]));
        Assert.True(cells > 200, $"{cells}");
        Assert.All(callers.Values, c => c.Dispose());
    }

    private static async Task<int> CheckAsync(
        RightsWorld world, IReadOnlyList<MethodDescriptor> calls, Func<string, (string Id, string? Secret, RightsCaller Caller)> who)
    {
        IReadOnlyDictionary<string, RightsTable.Line> table = RightsTable.Read();
        ConcurrentDictionary<(string Call, string Thing), Lazy<Task<IMessage[]>>> lasting = new();
        ConcurrentBag<string> wrong = [];
        int cells = 0;
        int again = 0;

        // A key's calls one after the other, for what is on record is told apart by key; the keys beside each other.
        await Task.WhenAll(Roles.SelectMany(role => new[] { true, false }.Where(bound => !Role.OfBuilding.HasFlag(role) || !bound).Select(bound => Task.Run(() => RunAsync(role, bound)))));

        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {cells} cells:\n" + string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(100)));
        return cells;

        async Task RunAsync(Role role, bool bound)
        {
            Kind[] kinds = bound ? [Kind.Bound] : [Kind.Naming, Kind.NamingNobody];
            foreach (MethodDescriptor method in calls)
            {
                RightsCalls.Call call = RightsCalls.All[RightsTable.NameOf(method)];
                foreach (Cell cell in from kind in kinds from thing in call.HasThing ? Things : Things[..1] select new Cell(role, kind, thing))
                {
                    Interlocked.Increment(ref cells);
                    try
                    {
                        string? complaint = await TryAsync(method, call, cell);
                        while (complaint == ConnectionClosed && Interlocked.Increment(ref again) <= AgainMax)
                        {
                            complaint = await TryAsync(method, call, cell);
                        }

                        if (complaint is not null)
                        {
                            wrong.Add($"{call.Name} with {cell}: {complaint}");
                        }
                    }
                    catch (Exception e)
                    {
                        wrong.Add($"{call.Name} with {cell}: could not be tried: {e.Message}");
                    }
                }
            }
        }

        async Task<string?> TryAsync(MethodDescriptor method, RightsCalls.Call call, Cell cell)
        {
            bool pulls = call.Name == "Stations/PullTasks";
            await (pulls ? world.Pulling.WaitAsync() : Task.CompletedTask);

            // What nobody gets may be asked for again and again; what somebody gets may be gone then.
            Expected expected = Expect(table[call.Name], cell);
            IMessage[] messages = expected == Expected.Passes
                ? await call.Make(world, cell.Thing)
                : await lasting.GetOrAdd((call.Name, cell.Thing), _ => new(() => call.Make(world, cell.Thing))).Value;
            (string key, string? secret, RightsCaller caller) = who($"{(cell.Kind == Kind.Bound ? "bound" : "unbound")}-{cell.Role}");
            int before = world.Node.Log.Count;
            RightsCaller.Answer answer = await caller.CallAsync(method, secret, cell.Kind == Kind.Naming ? RightsWorld.Own : null, messages);
            _ = pulls ? world.Pulling.Release() : 0;
            int[] record =
            [
                .. world.Node.Log.Since(before).Where(e => (Denials.Contains(e.EventId) || Foreign.Contains(e.EventId)) && e.Text.StartsWith($"Key {key}", StringComparison.Ordinal)).Select(e => e.EventId),
            ];
            return answer.IsConnectionClosed ? ConnectionClosed : Complain(call, cell, expected, answer, record);
        }
    }

    /// <summary>What the table says of a cell.</summary>
    private static Expected Expect(RightsTable.Line line, Cell cell) =>
        !line.Roles.Contains(cell.Role) || (line.IsOneOwners && cell.Kind == Kind.NamingNobody) ? Expected.Denied
        : cell.Thing == RightsWorld.Own || (cell.Thing == RightsWorld.Other && cell.Kind == Kind.NamingNobody) ? Expected.Passes
        : Expected.NotFound;

    /// <summary>What is wrong with an answer; null when nothing is.</summary>
    private static string? Complain(RightsCalls.Call call, Cell cell, Expected expected, RightsCaller.Answer answer, int[] record)
    {
        bool isForOwner = cell.Kind != Kind.NamingNobody;
        string told = $"{answer.Status} {answer.Reason}, recorded {string.Join(' ', record)}";
        switch (expected)
        {
            case Expected.Denied:
                return answer.Status == StatusCode.PermissionDenied && record is [var id] && Denials.Contains(id) ? null : $"must be denied and on record, is {told}";
            case Expected.NotFound:
                bool isRecorded = record is [var found] && Foreign.Contains(found);
                return answer.Status == StatusCode.NotFound && (cell.Thing == RightsWorld.Other ? isRecorded : record.Length == 0) ? null : $"must not be found, is {told}";
            default:
                return answer.Status != call.Passes || record.Length > 0 ? $"must end as {call.Passes}, is {told}"
                    : isForOwner && answer.Tells(RightsWorld.Other) ? "tells something of the other owner"
                    : call.IsList && !answer.Tells(RightsWorld.Own) ? "tells nothing of its owner, so the cell shows nothing"
                    : call.IsList && !isForOwner && !answer.Tells(RightsWorld.Other) ? "must tell of all owners"
                    : null;
        }
    }

    /// <summary>What a key is bound to, and whom it names.</summary>
    private enum Kind
    {
        Bound,
        Naming,
        NamingNobody,
    }

    private enum Expected
    {
        Denied,
        NotFound,
        Passes,
    }

    /// <summary>A cell of the table.</summary>
    private sealed record Cell(Role Role, Kind Kind, string Thing);
}
