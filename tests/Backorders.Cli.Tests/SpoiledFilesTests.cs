using System.Diagnostics;
using System.IO.Compression;
using Backorders.Cli.Csv;
using Backorders.Cli.Hosting;
using Backorders.Cli.Terminal;
using Backorders.Testing;
using Backorders.Testing.Postgres;
using Xunit.Abstractions;

namespace Backorders.Cli.Tests;

/// <summary>Files that people hand in, spoiled: each is read, or refused in a line that says where. A failure names the seed of its file.</summary>
public sealed class SpoiledFilesTests(ITestOutputHelper output)
{
    /// <summary>For both kinds; <c>BACKORDERS_FUZZ_SECONDS</c> counts those of a node's requests too, of which a tenth is for files.</summary>
    private static readonly TimeSpan time =
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_FUZZ_SECONDS"), out int all) ? Math.Max(2, all / 20) : 2);

    private static readonly int first = int.TryParse(Environment.GetEnvironmentVariable("BACKORDERS_FUZZ_SEED"), out int seed) ? seed : 1;

    [Theory]
    [InlineData("items.csv")]
    [InlineData("orders.csv")]
    [InlineData("shipments.csv")]
    public void Csv_Spoiled_IsReadOrRefused(string sample) => Run($"spoiled {sample}", sample, static (path, random) =>
    {
        if (random.Percent(20))
        {
            using MemoryStream packed = new();
            using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(File.ReadAllBytes(path));
            }

            File.WriteAllBytes(path, random.Percent(50) ? packed.ToArray() : Mangler.Mangle(packed.ToArray(), random));
        }

        using CsvReader csv = CsvReader.Open(path);
        while (csv.Read())
        {
            try
            {
                for (int i = 0; i < csv.Count; i++)
                {
                    _ = csv[i];
                }
            }
            catch (CsvRowException)
            {
                // It names its row.
            }
        }
    });

    [Fact]
    public void Settings_Spoiled_AreReadOrRefused() => Run("spoiled settings", "settings.json", static (path, _) => NodeConfiguration.Read(path).Check());

    private void Run(string name, string sample, Action<string, SeededRandom> read)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(Repository.Root, "samples", sample));
        string path = Path.Combine(Directory.CreateTempSubdirectory("backorders-spoiled-").FullName, sample);
        (int files, int refused, TimeSpan slowest) = (0, 0, TimeSpan.Zero);
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time; files++)
        {
            SeededRandom random = new((ulong)(first + files));
            File.WriteAllBytes(path, Mangler.Mangle(whole, random));
            long start = Stopwatch.GetTimestamp();
            try
            {
                read(path, random);
            }
            catch (CliException e)
            {
                refused++;
                Assert.DoesNotContain("   at ", e.Message, StringComparison.Ordinal);
            }
            catch (Exception e)
            {
                Assert.Fail($"{name}, BACKORDERS_FUZZ_SEED={first + files}: {e}");
            }

            slowest = Stopwatch.GetElapsedTime(start) is var took && took > slowest ? took : slowest;
        }

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        string figures = $"fuzz, {name}: {files:N0} files from seed {first}, {refused:N0} refused, the slowest {slowest.TotalMilliseconds:N0} ms";
        output.WriteLine(figures);
        Figures.Tell(figures);
        Assert.InRange(refused, 1, files - 1);
    }
}
