using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Backorders.Server.Options;
using Backorders.Server.Web.Files;

namespace Backorders.Server.Tests.Web;

/// <summary>What a browser gets of the pages.</summary>
public sealed partial class PagesTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/dock")]
    [InlineData("/station")]
    public async Task Page_AndAllThatItNames_AreServedUnderAStrictPolicy(string address)
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        using HttpResponseMessage page = await http.GetAsync(address);
        string html = await page.Content.ReadAsStringAsync();

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.True(page.Headers.CacheControl!.NoCache);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        string[] named = [.. Named().Matches(html).Select(m => m.Groups[1].Value).Where(v => !v.StartsWith("data:", StringComparison.Ordinal))];
        Assert.Contains(named, n => n.EndsWith("/shared/shell.js", StringComparison.Ordinal));
        foreach (string file in named)
        {
            using HttpResponseMessage response = await http.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", response.Headers.CacheControl!.ToString());
        }
    }

    [Fact]
    public async Task File_ForABrowserThatUnpacks_IsPacked()
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        PageFiles files = new();
        http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        using HttpResponseMessage packed = await http.GetAsync($"/pages/{files.Version}/shared/outbox.js");
        Assert.Equal("br", packed.Content.Headers.ContentEncoding.Single());
        await using System.IO.Compression.BrotliStream unpacked = new(await packed.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal(Encoding.UTF8.GetString(files.Find("shared/outbox.js")!.Content), await new StreamReader(unpacked).ReadToEndAsync());
    }

    [Fact]
    public async Task ServiceWorker_NamesEveryFileOfItsVersion_AndEachIsServed()
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        string worker = await http.GetStringAsync("/service-worker.js");
        Assert.DoesNotContain("{{", worker);
        string[] addresses = Addresses().Match(worker).Groups[1].Value.Split(' ');
        Assert.Contains($"/pages/{new PageFiles().Version}/dock/scan.js", addresses);
        foreach (string address in addresses)
        {
            using HttpResponseMessage response = await http.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task File_OfAnotherVersion_IsServedWhileNodesAreReplaced_AndNothingElseOfTheFolder()
    {
        await using TestNode node = await TestNode.StartAsync(options => options.Journal = JournalKind.Sqlite);
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        Assert.True(File.Exists(Path.Combine(node.Folder, "pages", new PageFiles().Version, "shared", "shell.js")));
        DirectoryInfo old = Directory.CreateDirectory(Path.Combine(node.Folder, "pages", "0123456789abcdef", "shared"));
        await File.WriteAllTextAsync(Path.Combine(old.FullName, "shell.js"), "// older");

        Assert.Equal("// older", await http.GetStringAsync("/pages/0123456789abcdef/shared/shell.js"));
        foreach (string address in new[] { "/pages/0123456789abcdef/none.js", "/pages/0123456789abcdef/..%2f..%2fkeys.json", "/pages/..%2f..%2f/keys.json", "/pages/0123456789abcdee/shared/shell.js" })
        {
            using HttpResponseMessage response = await http.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Versions_OfManyPrograms_AreKeptForTheLastFive()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-pages-");
        foreach (int age in Enumerable.Range(1, 7))
        {
            folder.CreateSubdirectory($"old-{age}").LastWriteTimeUtc = new DateTime(2026, 1, 10 - age, 0, 0, 0, DateTimeKind.Utc);
        }

        PageFiles files = new();
        await new FolderShelf(folder.FullName).KeepAsync(files, CancellationToken.None);
        Assert.Equal(new[] { files.Version, "old-1", "old-2", "old-3", "old-4" }.Order(), folder.EnumerateDirectories().Select(d => d.Name).Order());
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("preact-htm.js", "72284e8e9079c87817145df1110f74e8a2aa040b2fc384922e18dfcb46fc1fd7")]
    [InlineData("zxing-wasm/share.js", "b595f0f4c1060b5e2a45aecf0331e576181dc281b168cb22e98f8db69d16457a")]
    [InlineData("zxing-wasm/reader/index.js", "368838c01a37be49b8daa833c3d9d253950fd9c29b8c98b9092018c9fd43b03c")]
    [InlineData("zxing-wasm/zxing-reader.wasm", "5003fb4b88c4fbd1fd518a2fd8c8ad365c519e183a08c03a322dddfea3cea84e")]
    public void FilesOfOthers_AreAsTheyWerePublished(string name, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(new PageFiles().Find($"vendor/{name}")!.Content)));

    /// <summary>A worker has the policy of its own file: the one that decodes may compile WebAssembly, which no page and no other file may.</summary>
    [Fact]
    public async Task Decoding_AloneMayCompileWebAssembly()
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        PageFiles files = new();
        foreach (string path in files.All.Keys)
        {
            using HttpResponseMessage response = await http.GetAsync($"/pages/{files.Version}/{path}");
            string policy = response.Headers.GetValues("Content-Security-Policy").Single();
            bool isDecoding = path == "shared/camera/decoding.js";
            Assert.Equal(isDecoding, policy.Contains("'wasm-unsafe-eval'", StringComparison.Ordinal));
            Assert.DoesNotContain("unsafe", policy.Replace("'wasm-unsafe-eval'", string.Empty, StringComparison.Ordinal));
            Assert.StartsWith("default-src 'none'; script-src 'self'", policy);
        }
    }

    /// <summary>The decoder is not part of a page: nothing loads it early, and a service worker keeps it only from its first use on.</summary>
    [Fact]
    public async Task Decoder_IsNamedForItsFirstUseAlone()
    {
        await using TestNode node = await TestNode.StartAsync();
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        Assert.DoesNotContain("/camera/", await http.GetStringAsync("/dock"));
        Assert.DoesNotContain("zxing", await http.GetStringAsync("/dock"));
        string worker = await http.GetStringAsync("/service-worker.js");
        Assert.DoesNotContain("zxing", Addresses().Match(worker).Groups[1].Value);
        string[] onUse = OnUse().Match(worker).Groups[1].Value.Split(' ');
        string folder = $"/pages/{new PageFiles().Version}/vendor/zxing-wasm/";
        Assert.Equal(new[] { "reader/index.js", "share.js", "zxing-reader.wasm" }.Select(name => folder + name), onUse.Order(StringComparer.Ordinal));
        using HttpResponseMessage wasm = await http.GetAsync(folder + "zxing-reader.wasm");
        Assert.Equal("application/wasm", wasm.Content.Headers.ContentType!.MediaType);
    }

    /// <summary>What a person can be refused at the door or at a station has words of its own, in every language.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public void Words_OfARefusal_AreInTheCatalogue(string language)
    {
        string words = Encoding.UTF8.GetString(new PageFiles().Find($"shared/words/{language}.js")!.Content);
        V1.Refusal[] named = [.. Enum.GetValues<V1.Refusal>().Where(r => words.Contains($"'refusal.{Name(r)}'", StringComparison.Ordinal))];
        Assert.Empty(AtTheDoor.Concat(AtTheStation).Except(named));

        static string Name(V1.Refusal refusal) => string.Concat(refusal.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}")).ToUpperInvariant();
    }

    /// <summary>Those that the contract names for the calls that the dock makes.</summary>
    private static readonly V1.Refusal[] AtTheDoor =
    [
        V1.Refusal.InvalidId, V1.Refusal.InvalidQuantity, V1.Refusal.InvalidValue, V1.Refusal.UnknownWarehouse, V1.Refusal.UnknownSku, V1.Refusal.UnknownGtin, V1.Refusal.UnknownUnit,
        V1.Refusal.UnknownDoor, V1.Refusal.UnknownShipment, V1.Refusal.UnknownContainer, V1.Refusal.UnknownReceipt, V1.Refusal.NotGoods, V1.Refusal.KeyReused, V1.Refusal.ShipmentClosed,
        V1.Refusal.NotAnnounced, V1.Refusal.AlreadyReversed, V1.Refusal.DoorClosed, V1.Refusal.WrongCheckDigit, V1.Refusal.LotRequired, V1.Refusal.ExpiryRequired, V1.Refusal.LotDiffers,
        V1.Refusal.SerialsRequired, V1.Refusal.SerialTaken, V1.Refusal.ContainerReceived, V1.Refusal.WrongItem, V1.Refusal.Quarantined, V1.Refusal.ShardSealed,
    ];

    /// <summary>The same for the calls that the station makes.</summary>
    private static readonly V1.Refusal[] AtTheStation =
    [
        V1.Refusal.StaleLease, V1.Refusal.WrongTaskState, V1.Refusal.OverPick, V1.Refusal.UnknownTask, V1.Refusal.TooManyLeases, V1.Refusal.MixedTasks, V1.Refusal.NotPaid, V1.Refusal.OrderIncomplete,
        V1.Refusal.OrderOnHold, V1.Refusal.UnknownSerial, V1.Refusal.InvalidText, V1.Refusal.InvalidCount, V1.Refusal.StationInUse,
    ];

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Named();

    [GeneratedRegex("addresses = '([^']+)'")]
    private static partial Regex Addresses();

    [GeneratedRegex("onUse = '([^']+)'")]
    private static partial Regex OnUse();
}
