using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Backorders.Cli.Output;
using ZXing;
using ZXing.Common;

namespace Backorders.Cli.Tests;

/// <summary>The real executable with an authority of its own, as a device meets it.</summary>
public sealed partial class LocalCaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Serve_LocalCa_PrintsACodeThatLeadsADeviceToAnAuthorityByWhichItTrustsTheApi()
    {
        using Folder folder = new();
        string first = await WithAsync(folder, ["--qr"], async output =>
        {
            Uri trust = new(Read(CodeOf(output)));
            string fingerprint = Said(output, "Fingerprint to compare (SHA-256): ").Replace(" ", string.Empty, StringComparison.Ordinal);
            Assert.Equal($"#{fingerprint}", trust.Fragment);
            Assert.Equal(Said(output, "Each device trusts this node once: "), trust.GetLeftPart(UriPartial.Path));
            Assert.DoesNotContain(output, line => line.Contains('\u001b', StringComparison.Ordinal));

            using HttpClient plain = new() { BaseAddress = trust };
            Assert.Contains("<div id=\"page\">", await plain.GetStringAsync(trust), StringComparison.Ordinal);
            byte[] authority = await plain.GetByteArrayAsync("/local-ca.crt");
            Assert.Equal(fingerprint, Convert.ToHexString(SHA256.HashData(authority)));

            Uri pages = new(Said(output, "Pages for people: ").Split(' ')[0]);
            using HttpClient stranger = new() { BaseAddress = pages };
            await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync("/health"));
            using SocketsHttpHandler trusting = new();
            trusting.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificate(authority) }, RevocationMode = X509RevocationMode.NoCheck,
            };
            using HttpClient device = new(trusting) { BaseAddress = pages, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
            device.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Said(output, "Development key, shown only now: "));
            string request = V1.BackordersClient.NewRequestId();
            using StringContent call = new($$"""{"warehouse":"MAIN","requestId":"{{request}}","items":[{"sku":"MUG","description":"A mug","isGoods":true}]}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await device.PostAsync("/backorders.v1.Items/DefineItems", call);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return fingerprint;
        });

        // Another start of the same folder is trusted by the same devices, and no code is drawn where nobody looks.
        await WithAsync(folder, [], output =>
        {
            Assert.Equal(first, Said(output, "Fingerprint to compare (SHA-256): ").Replace(" ", string.Empty, StringComparison.Ordinal));
            Assert.DoesNotContain(output, line => line.Contains('█', StringComparison.Ordinal));
            return Task.FromResult(string.Empty);
        });
    }

    [Fact]
    public async Task Serve_LocalCaThatIsSpoiled_EndsWithOneClearLine()
    {
        using Folder folder = new();
        string file = Path.Combine(folder.Path, "local-ca.pem");
        await File.WriteAllTextAsync(file, "spoiled");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        CliRun run = await CliRun.OfAsync(["serve", "--data", folder.Path, "--local-ca", "--tls", "127.0.0.1:0", "--http", "127.0.0.1:0"]);
        Assert.NotEqual(0, run.Code);
        Assert.Contains($"{file} cannot be used", run.Error, StringComparison.Ordinal);
        Assert.Equal("spoiled", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Serve_TlsWithoutACertificate_SaysHowToGetOne()
    {
        CliRun run = await CliRun.OfAsync(["serve", "--tls", "127.0.0.1:0"]);
        Assert.NotEqual(0, run.Code);
        Assert.Contains("--local-ca", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TrustText_AtATerminal_IsDarkOnLightWhateverItsColours()
    {
        Uri trust = new("http://192.168.178.120:5080/trust#" + new string('A', 64));
        string[] lines = TrustText.Of(trust, withCode: true, inColour: true).Split('\n');
        Assert.Equal("Each device trusts this node once: http://192.168.178.120:5080/trust", lines[0]);
        Assert.EndsWith("AAAA AAAA AAAA", lines[1], StringComparison.Ordinal);
        Assert.All(lines[2..], line => Assert.Matches("^\u001b\\[97;40m[█▀▄ ]{45,80}\u001b\\[0m$", line));
        Assert.Equal(trust.ToString(), Read([.. lines[2..].Select(l => Colours().Replace(l, string.Empty))]));
        Assert.Equal(2, TrustText.Of(trust, withCode: false, inColour: true).Split('\n').Length);
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colours();

    private static string Said(IEnumerable<string> output, string begin) => output.First(l => l.StartsWith(begin, StringComparison.Ordinal))[begin.Length..];

    private static string[] CodeOf(IEnumerable<string> output) => [.. output.SkipWhile(l => !l.StartsWith('█')).TakeWhile(l => l.StartsWith('█') || l.StartsWith('▀'))];

    /// <summary>Reads a code as a camera sees it: two modules in a character.</summary>
    private static string Read(string[] lines)
    {
        const int quiet = 4;
        int size = lines[0].Length - (2 * quiet);
        BitMatrix modules = new(size);
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                char pair = lines[(row + quiet) / 2][column + quiet];
                modules[column, row] = (row + quiet) % 2 == 0 ? pair is ' ' or '▄' : pair is ' ' or '▀';
            }
        }

        return new ZXing.QrCode.Internal.Decoder().decode(modules, new Dictionary<DecodeHintType, object>()).Text;
    }

    /// <summary>Starts the program, waits until all that it prints is there, does something with it, and ends it.</summary>
    private static async Task<string> WithAsync(Folder folder, string[] options, Func<IReadOnlyList<string>, Task<string>> use)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        foreach (string arg in (string[])
            [Path.Combine(AppContext.BaseDirectory, "backorders.dll"), "serve", "--data", folder.Path, "--local-ca", "--tls", "127.0.0.1:0", "--http", "127.0.0.1:0", .. options])
        {
            start.ArgumentList.Add(arg);
        }

        using Process process = Process.Start(start)!;
        try
        {
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            List<string> output = [];
            while (!IsAll(output, options.Length > 0) && await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                output.Add(line);
            }

            Assert.True(IsAll(output, options.Length > 0), string.Join('\n', output));
            return await use(output);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(Patience);
        }

        static bool IsAll(List<string> output, bool withCode) => withCode
            ? CodeOf(output) is { Length: > 0 } code && code.Length >= (code[0].Length + 1) / 2
            : output.Exists(l => l.StartsWith("Fingerprint", StringComparison.Ordinal));
    }
}
