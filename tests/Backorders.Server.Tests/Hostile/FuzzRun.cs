using System.Diagnostics;
using System.Net;
using System.Text;
using Backorders.Server.Tests.Access;
using Backorders.Server.Tests.Edge;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Xunit.Abstractions;

namespace Backorders.Server.Tests.Hostile;

/// <summary>
/// Requests that are drawn by structure and then spoiled, in every form that a node takes: each is answered or its connection closed, in time, without a word of the
/// inside, and the node goes on. A failure names the seed of the one request that caused it. Nothing else runs beside them, for its sake and for that of their slowest answers.
/// </summary>
public abstract class FuzzRun(ITestOutputHelper output)
{
    /// <summary>No answer for so long is a hang; what was slowest is told.</summary>
    private static readonly TimeSpan hang = TimeSpan.FromSeconds(20);

    /// <summary>Calls that would stop the building or write files where a message says: they are made by the tests that are about them.</summary>
    private static readonly HashSet<string> left = ["BackUp", "DrainNode", "SealShard"];

    /// <summary>The library's log of what clients send: a node writes none of it.</summary>
    private const string Silenced = "Grpc.AspNetCore.Server.ServerCallHandler";

    private static readonly string[] inside = ["   at ", ".cs:line", "Exception", "Backorders.Server.", "Backorders.Actors.", "/tmp/", "Stack"];

    private protected static readonly IReadOnlyList<MethodDescriptor> Calls = [.. RightsTable.Calls.Where(c => !left.Contains(c.Name) && c.Service.Name != "DrivenClock")];

    /// <summary>So many draw at once.</summary>
    private const int Drawers = 2;

    /// <summary>So long for each drawer of each form; <c>BACKORDERS_FUZZ_SECONDS</c> for all drawers of all seven together.</summary>
    private static readonly TimeSpan time =
        TimeSpan.FromSeconds((int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_FUZZ_SECONDS"), out int all) ? all : 14) / 7.0 / Drawers);

    /// <summary>The seed of the first request, each further one has the next: 1, or <c>BACKORDERS_FUZZ_SEED</c>, to look elsewhere or to repeat one.</summary>
    private static readonly int first = int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_FUZZ_SEED"), out int seed) ? seed : 1;

    private protected delegate Task<(string? Status, string Heard)> Form(TestNode node, SeededRandom random);

    private protected async Task RunAsync(string name, Form form)
    {
        await using TestNode node = await TestNode.StartAsync(o => (o.Limits.CheckInvariantsEvery, o.Limits.ConnectionsPerSecond) = (500, 100_000));
        await node.DefineItemsAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int logged = node.Log.Count;
        Drawn[] drawn = await Task.WhenAll(Enumerable.Range(0, Drawers).Select(i => Task.Run(() => DrawAsync(name, form, node, logged, first + i))));
        int made = drawn.Sum(static d => d.Made);
        (_, TimeSpan slowest, int slowestSeed) = drawn.MaxBy(static d => d.Slowest)!;

        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("good", 1)); // it goes on
        string[] thrown =
        [
            .. node.Log.Since(logged).Where(static e => e.Category != Silenced && e.Text.Contains("   at Backorders.", StringComparison.Ordinal))
                .Select(static e => $"{e.Category} {e.EventId} {e.Text}"),
        ];
        Assert.True(thrown.Length == 0, $"{name}, seeds {first} to {first + made}: {thrown.FirstOrDefault()}");
        long kept = (GC.GetTotalMemory(forceFullCollection: true) - before) >> 20;
        Assert.InRange(kept, long.MinValue, 512);
        string figures = $"fuzz, {name}: {made:N0} requests from seed {first}, the slowest answer {slowest.TotalMilliseconds:N0} ms (seed {slowestSeed}), {kept} MiB kept";
        output.WriteLine(figures);
        Figures.Tell(figures);
    }

    /// <summary>Makes requests one after the other until the time is over; the seeds between are the other drawers'.</summary>
    private static async Task<Drawn> DrawAsync(string name, Form form, TestNode node, int logged, int from)
    {
        Drawn drawn = new(0, TimeSpan.Zero, 0);
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time; drawn = drawn with { Made = drawn.Made + 1 })
        {
            int seed = from + (drawn.Made * Drawers);
            long start = Stopwatch.GetTimestamp();
            (string? status, string heard) = await InTimeAsync(form(node, new SeededRandom((ulong)seed)));
            string said = status is null ? string.Empty : string.Join('\n', node.Log.Since(logged).TakeLast(3).Select(static e => $"{e.Category} {e.EventId} {e.Text}"));
            Assert.True(status is null, $"{name}, BACKORDERS_FUZZ_SEED={seed}: {status}; {heard}\n{said}");
            Assert.False(Array.Exists(inside, word => heard.Contains(word, StringComparison.Ordinal)), $"{name}, BACKORDERS_FUZZ_SEED={seed} tells of the inside: {heard}");
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            drawn = took > drawn.Slowest ? drawn with { Slowest = took, SlowestSeed = seed } : drawn;
        }

        return drawn;
    }

    /// <summary>A message as JSON; one with a time that JSON has no text for is drawn again.</summary>
    private protected static string Json(MethodDescriptor call, byte[] message, SeededRandom random)
    {
        for (; ; message = new RandomMessages(random).Make(call.InputType).ToByteArray())
        {
            try
            {
                return JsonFormatter.Default.Format(call.InputType.Parser.ParseFrom(message));
            }
            catch (InvalidOperationException)
            {
                // Seconds beyond year 9999: only bytes can say that.
            }
        }
    }

    private static async Task<(string? Status, string Heard)> InTimeAsync(Task<(string?, string)> answer)
    {
        try
        {
            return await answer.WaitAsync(hang);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return ($"no answer in {hang.TotalSeconds} s", string.Empty);
        }
        catch (Exception e)
        {
            return ($"the client failed, as it does when headers are too large: {e.GetType().Name}: {e.Message}", string.Empty);
        }
    }

    private protected static (MethodDescriptor Call, byte[] Message) Draw(SeededRandom random, bool streams = true)
    {
        MethodDescriptor call;
        do
        {
            call = random.Pick(Calls);
        }
        while (!streams && (call.IsClientStreaming || call.IsServerStreaming));

        return (call, new RandomMessages(random).Make(call.InputType).ToByteArray());
    }

    /// <summary>With a key that may make the call, and a deadline, for some streams have no end.</summary>
    private protected static Task<RawGrpc.Answer> GrpcAsync(TestNode node, SeededRandom random, MethodDescriptor call, byte[] body) =>
        PostAsync(node.Node.GrpcAddress, node, random, call, "application/grpc", body, http2: true);

    private protected static async Task<RawGrpc.Answer> PostAsync(Uri to, TestNode node, SeededRandom random, MethodDescriptor call, string contentType, byte[] body, bool http2)
    {
        string key = random.Pick(["acme", "acme", "acme", "operator", "staff", "rival"]);
        string timeout = call.IsClientStreaming || call.IsServerStreaming ? "300m" : "15S";
        (string, string)[] headers = [("authorization", "Bearer " + node.Keys[key]), ("te", "trailers"), ("grpc-timeout", timeout), ("backorders-owner", key == "rival" ? "RIVAL" : "ACME")];
        try
        {
            return await RawGrpc.PostAsync(to, $"/{call.Service.FullName}/{call.Name}", contentType, body, http2, headers);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is not HttpRequestError.ConfigurationLimitExceeded)
        {
            return new RawGrpc.Answer(0, new Dictionary<string, string> { ["ended"] = e.HttpRequestError.ToString() }, []);
        }
    }

    /// <summary>All that came back, as text.</summary>
    private protected static string Heard(RawGrpc.Answer answer) =>
        $"{answer.HttpStatus} {string.Join(' ', answer.Fields.Select(f => $"{f.Key}: {f.Value}"))} {(answer.HttpStatus == (int)HttpStatusCode.OK ? string.Empty : answer.Text)}";

    private protected static async Task<string> RawAsync(Uri to, byte[] bytes)
    {
        using CancellationTokenSource patience = new(hang);
        using RawConnection connection = await RawConnection.OpenAsync(to);
        await connection.SendAsync(bytes);
        return Encoding.Latin1.GetString(await connection.EndAsync(patience.Token));
    }

    private sealed record Drawn(int Made, TimeSpan Slowest, int SlowestSeed);
}
