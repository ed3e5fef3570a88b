using System.Buffers.Binary;
using System.Net;
using System.Text;
using Backorders.Server.Tests.Hostile;

namespace Backorders.Server.Tests.Edge.Limits;

/// <summary>What bounds a node's connections, and what is open on each, before anybody is known.</summary>
public sealed class ConnectionLimitsTests : IAsyncLifetime
{
    private const int MaxConcurrentStreams = 3; // RFC 9113, 6.5.2

    private TestNode node = null!;

    public async Task InitializeAsync() => node = await TestNode.StartAsync(
        o => (o.Limits.ConnectionsMax, o.Limits.StreamsPerConnectionMax, o.Limits.HeaderBytesMax) = (2, 7, 4096));

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task ConnectionBeyondTheLimit_IsClosed_AndHasAPlaceWhenAnotherLeft()
    {
        using RawConnection second = await RawConnection.OpenAsync(node.Node.HttpAddress);
        using (RawConnection first = await RawConnection.OpenAsync(node.Node.HttpAddress))
        {
            Assert.Contains("200 OK", await AskAsync(first), StringComparison.Ordinal);
            Assert.Contains("200 OK", await AskAsync(second), StringComparison.Ordinal);
            using RawConnection third = await RawConnection.OpenAsync(node.Node.HttpAddress);
            Assert.Empty(await third.ReadAsync(Patience()));
        }

        await Poll.UntilAsync(async () =>
        {
            using RawConnection next = await RawConnection.OpenAsync(node.Node.HttpAddress);
            return (await AskAsync(next)).Contains("200 OK", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task HeadersBeyondTheLimit_AreRefusedByStatus()
    {
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        Assert.Equal(HttpStatusCode.OK, await GetAsync(http, 3_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await GetAsync(http, 5_000));
    }

    [Fact]
    public async Task StreamsOfAConnection_AreToldToItsClient()
    {
        using RawConnection one = await RawConnection.OpenAsync(node.Node.GrpcAddress);
        await one.SendAsync([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0]);
        byte[] settings = await one.ReadSomeAsync(Patience());
        Assert.True(settings.Length > 9, string.Join("\n", node.Log.Entries.Select(e => e.Text)));
        int length = (settings[0] << 16) | (settings[1] << 8) | settings[2];
        Dictionary<int, uint> told = [];
        for (int at = 9; at < 9 + length; at += 6)
        {
            told[BinaryPrimitives.ReadUInt16BigEndian(settings.AsSpan(at))] = BinaryPrimitives.ReadUInt32BigEndian(settings.AsSpan(at + 2));
        }

        Assert.Equal(7u, told[MaxConcurrentStreams]);
    }

    /// <summary>The head of an answer, over a connection that stays open.</summary>
    private static async Task<string> AskAsync(RawConnection one)
    {
        await one.SendAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nhost: n\r\n\r\n"));
        return Encoding.ASCII.GetString(await one.ReadSomeAsync(Patience()));
    }

    private static async Task<HttpStatusCode> GetAsync(HttpClient http, int bytes)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/health/live");
        request.Headers.Add("x-padding", new string('x', bytes));
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static CancellationToken Patience() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
}
