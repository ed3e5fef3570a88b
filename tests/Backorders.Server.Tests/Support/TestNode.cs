using Backorders.Actors.Storage;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Testing;
using Backorders.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Tests;

/// <summary>A node on free loopback ports with a journal in memory and a clock that the test moves.</summary>
public sealed class TestNode : IAsyncDisposable
{
    public const string Warehouse = "MAIN";

    private readonly List<BackordersClient> clients = [];
    private readonly DirectoryInfo folder;
    private readonly List<string> given = [];

    private TestNode(BackordersNode node, DirectoryInfo folder, ManualTimeProvider time, CapturedLog log, IReadOnlyDictionary<string, string> keys)
    {
        (Node, this.folder, Time, Log, Keys) = (node, folder, time, log, keys);
        Acme = Client("acme");
        Operator = Client("operator");
        OperatorForAcme = Client("operator", "ACME");
    }

    /// <summary>The store's file in a data folder.</summary>
    public static string StoreFile => "turns.db";

    public BackordersNode Node { get; }

    public ManualTimeProvider Time { get; }

    public CapturedLog Log { get; }

    /// <summary>The data folder, unless the test chose another.</summary>
    public string Folder => folder.FullName;

    /// <summary>The keys in the clear, by id: acme and rival have all roles of their owner, staff all roles for all owners, the others one role each.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; }

    /// <summary>All roles for owner ACME.</summary>
    public BackordersClient Acme { get; }

    /// <summary>The operator of the building, who names no owner.</summary>
    public BackordersClient Operator { get; }

    /// <summary>The operator, who names owner ACME.</summary>
    public BackordersClient OperatorForAcme { get; }

    /// <param name="configure">Changes the options.</param>
    /// <param name="store">Where turns are stored; null for what the options say.</param>
    /// <param name="replace">Puts parts of the test's in the place of the node's.</param>
    /// <param name="waiting">What connections and logins wait by; null for the wall clock.</param>
    /// <param name="keys">Keys beside <see cref="Keys"/>.</param>
    public static async Task<TestNode> StartAsync(
        Action<NodeOptions>? configure = null, ITurnStore? store = null, Action<IServiceCollection>? replace = null, TimeProvider? waiting = null,
        params (string Id, string? Owner, Role Role)[] keys)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-server-");
        Dictionary<string, string> made = [];
        string path = Path.Combine(folder.FullName, "keys.json");
        KeyFile.Write(path,
        [
            Key("acme", "ACME", Role.OfOwner), Key("rival", "RIVAL", Role.OfOwner), Key("staff", null, Role.All), Key("operator", null, Role.Operator),
            Key("scanner", "ACME", Role.Scanner), Key("station", "ACME", Role.Station), Key("shop", "ACME", Role.OrderSystem),
            Key("supervisor", "ACME", Role.FloorSupervisor), Key("reader", "ACME", Role.Reader),
            Key("elsewhere", "ACME", Role.OfOwner, "NORTH"), Key("operator-elsewhere", null, Role.Operator, "NORTH"),
            .. keys.Select(k => Key(k.Id, k.Owner, k.Role)),
        ]);
        NodeOptions options = new()
        {
            DataDirectory = folder.FullName,
            Journal = JournalKind.Memory,
            KeyFile = path,
            Warehouses = [Building(Warehouse), Building("NORTH")],
            Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
            Limits = new NodeLimits { CheckInvariantsEvery = 1 },
            Log = new LogOptions { Console = false },
        };
        configure?.Invoke(options);
        ManualTimeProvider time = new();
        CapturedLog log = new();
        BackordersNode node = BackordersNode.Create(options, time, store, log, services =>
        {
            replace?.Invoke(services);
            _ = waiting is null ? services : services.AddSingleton(new NodeClock(time, waiting));
        });
        try
        {
            await node.StartAsync(CancellationToken.None);
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }

        TestNode started = new(node, folder, time, log, made);
        started.given.AddRange(options.Secrets.Keys.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        started.given.AddRange(new[] { options.Listen.CertificatePassword }.Where(p => p.Length > 0));
        return started;

        StoredKey Key(string id, string? owner, Role roles, params string[] warehouses)
        {
            made[id] = KeyFile.NewKey();
            return new StoredKey
            {
                Id = id, Owner = owner, Sha256 = Convert.ToHexStringLower(KeyFile.Hash(made[id])), Roles = [.. KeyFile.Each(roles)], Warehouses = warehouses,
            };
        }
    }

    public static WarehouseOptions Building(string id) => new() { Id = id, TimeZone = "Europe/London", Doors = ["D1", "D2"], Lanes = ["L1", "L2", "L3"] };

    /// <summary>A client with one of <see cref="Keys"/>.</summary>
    public BackordersClient Client(string keyId, string? owner = null) => Connect(Keys[keyId], owner);

    public BackordersClient Connect(string key, string? owner = null) => Connect(key, new ClientOptions { Owner = owner });

    /// <summary>A client that may show a certificate. Which one the node shows is looked at by the tests of TLS alone.</summary>
    public BackordersClient Connect(string? key, ClientOptions options)
    {
        options.ConfigureConnection ??= connection => connection.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        BackordersClient client = key is null ? BackordersClient.Connect([Node.GrpcAddress.ToString()], options) : BackordersClient.Connect(Node.GrpcAddress.ToString(), key, options);
        clients.Add(client);
        return client;
    }

    /// <summary>Defines items of ACME: MUG (with a case of 12), BOWL, and POST, which is not goods.</summary>
    public async Task DefineItemsAsync() => await Acme.Items.DefineItemsAsync(Items());

    public static DefineItemsRequest Items() => new()
    {
        Warehouse = Warehouse,
        RequestId = BackordersClient.NewRequestId(),
        Items =
        {
            new V1.Item { Sku = "MUG", Description = "A mug", IsGoods = true, Units = { new V1.UnitOfMeasure { Name = "case", BaseUnits = 12 } } },
            new V1.Item { Sku = "BOWL", Description = "A bowl", IsGoods = true },
            new V1.Item { Sku = "POST", Description = "Postage" },
        },
    };

    public static ReceiveRequest Scan(string scanId, long quantity, string sku = "MUG") => new()
    {
        Warehouse = Warehouse, DeviceId = "scanner-1", ScanId = scanId, Sku = sku, Quantity = quantity, Door = "D1",
    };

    public static SubmitOrderRequest Order(string orderNo, long quantity, string sku = "MUG") => new()
    {
        Warehouse = Warehouse, OrderNo = orderNo, Terms = new V1.OrderTerms { Lane = "L2" }, Lines = { new OrderLine { LineNo = 1, Sku = sku, Quantity = quantity } },
    };

    /// <summary>Calls a method as JSON by POST, as ACME; returns the status and the body without blanks.</summary>
    public async Task<(System.Net.HttpStatusCode Status, string Body)> PostAsync(string method, string json)
    {
        using HttpClient http = new() { BaseAddress = Node.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", Keys["acme"]);
        using StringContent content = new(json, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync("/backorders.v1." + method, content);
        return (response.StatusCode, (await response.Content.ReadAsStringAsync()).Replace(" ", string.Empty, StringComparison.Ordinal));
    }

    public static string Id() => BackordersClient.NewRequestId();

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(c => c.Dispose());
        Assert.Equal(0, Node.Warehouses.InvariantFaults);
        Assert.DoesNotContain(Log.Entries, e => Keys.Values.Any(key => e.Text.Contains(key, StringComparison.Ordinal))); // no log tells a key
        await Node.DisposeAsync();
        Assert.Empty(Log.Told);
        Assert.DoesNotContain(Log.Entries, e => given.Any(secret => e.Text.Contains(secret, StringComparison.Ordinal)));
        folder.Delete(recursive: true);
    }
}
