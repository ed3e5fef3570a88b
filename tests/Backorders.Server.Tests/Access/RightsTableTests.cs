using System.Collections.Concurrent;
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

    private static readonly Role[] Roles = [.. Enum.GetValues<Role>().Where(r => r is not (Role.None or Role.All or Role.OfOwner))];
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
            .. Roles.Select(r => ($"unbound-{r}", (string?)null, r)), .. Roles.Where(r => r != Role.Operator).Select(r => ($"bound-{r}", (string?)RightsWorld.Own, r)),
        ];
        await using RightsWorld world = await RightsWorld.StartAsync(keys);
        using RightsCaller caller = new(world.Node.Node.GrpcAddress);
        IReadOnlyDictionary<string, RightsTable.Line> table = RightsTable.Read();
        ConcurrentDictionary<(string Call, string Thing), Lazy<Task<IMessage[]>>> lasting = new();
        ConcurrentBag<string> wrong = [];
        int cells = 0;

        // A key's calls one after the other, for what is on record is told apart by key; the keys beside each other.
        await Task.WhenAll(Roles.SelectMany(role => new[] { true, false }.Where(bound => role != Role.Operator || !bound).Select(bound => Task.Run(() => RunAsync(role, bound)))));

        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {cells} cells:\n" + string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(100)));
        Assert.True(cells > 2_000, $"{cells}");

        async Task RunAsync(Role role, bool bound)
        {
            Kind[] kinds = bound ? [Kind.Bound] : [Kind.Naming, Kind.NamingNobody];
            foreach (MethodDescriptor method in RightsTable.Calls)
            {
                RightsCalls.Call call = RightsCalls.All[RightsTable.NameOf(method)];
                foreach (Cell cell in from kind in kinds from thing in call.HasThing ? Things : Things[..1] select new Cell(role, kind, thing))
                {
                    Interlocked.Increment(ref cells);
                    try
                    {
                        if (await TryAsync(method, call, cell) is { } complaint)
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
            string key = $"{(cell.Kind == Kind.Bound ? "bound" : "unbound")}-{cell.Role}";
            int before = world.Node.Log.Count;
            RightsCaller.Answer answer = await caller.CallAsync(method, world.Node.Keys[key], cell.Kind == Kind.Naming ? RightsWorld.Own : null, messages);
            _ = pulls ? world.Pulling.Release() : 0;
            int[] record =
            [
                .. world.Node.Log.Since(before).Where(e => (Denials.Contains(e.EventId) || Foreign.Contains(e.EventId)) && e.Text.StartsWith($"Key {key}", StringComparison.Ordinal)).Select(e => e.EventId),
            ];
            return Complain(call, cell, expected, answer, record);
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
