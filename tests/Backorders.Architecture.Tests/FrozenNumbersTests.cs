using Backorders.Domain.Values;


namespace Backorders.Architecture.Tests;

/// <summary>
/// Numbers that others have stored or compiled in are frozen in Golden/numbers.txt: field and enum numbers of the protos, and the closed lists of the domain.
/// The file only grows: a new number is added to it (by hand, or by this test when BACKORDERS_RECORD is set), a number that stands there never changes its
/// meaning and never goes.
/// </summary>
public sealed class FrozenNumbersTests
{
    private const string GoldenPath = "tests/Backorders.Architecture.Tests/Golden/numbers.txt";

    private static readonly string[] Golden = Repository.Read(GoldenPath).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static readonly Lazy<IReadOnlyList<string>> Now = new(() => [.. DomainNumbers().Concat(ProtoNumbers.All()).Distinct().Order(StringComparer.Ordinal)]);

    [Fact]
    public void RecordedNumbers_AreWhatTheyAlwaysWere()
    {
        HashSet<string> now = [.. Now.Value];
        ILookup<string, string> byPlace = Now.Value.ToLookup(PlaceOf);
        Findings.None(
            from line in Golden.Select((text, i) => (Text: text, No: i + 1))
            where !now.Contains(line.Text)
            let instead = byPlace[PlaceOf(line.Text)].FirstOrDefault()
            select $"{GoldenPath}:{line.No}: '{line.Text}' {(instead is null ? "is gone" : $"became '{instead}'")}; bring it back, and give what is new a number of its own.");
    }

    [Fact]
    public void Numbers_AreRecorded()
    {
        string[] missing = [.. Now.Value.Except(Golden)];
        if (Environment.GetEnvironmentVariable("BACKORDERS_RECORD") is not null)
        {
            File.WriteAllText(Repository.Full(GoldenPath), string.Join('\n', Golden.Concat(missing).Order(StringComparer.Ordinal)) + "\n");
            return;
        }

        Findings.None(missing.Select(m => $"{GoldenPath}: add the line '{m}'; BACKORDERS_RECORD=1 dotnet test adds it."));
    }

    [Fact]
    public void RecordedNumbers_AreSorted() => Assert.Equal(Golden.Order(StringComparer.Ordinal), Golden);

    [Fact]
    public void Protos_AreReadNumberByNumber() => Assert.Equal(
        [
            "a.proto A 1 string name", "a.proto A 3 map<string, int64> m", "a.proto A 7 int64 x", "a.proto A.B 2 repeated A list", "a.proto A.E 0 E_NONE",
            "a.proto S.Do (A) returns (stream A)",
        ],
        ProtoNumbers.Of("a.proto", """
            syntax = "proto3";
            message A { // 9 string no = 9;
              string name = 1;
              map<string, int64> m = 3;
              oneof o { int64 x = 7 [deprecated = true]; }
              reserved 4, 5;
              message B { repeated A list = 2; }
              enum E { E_NONE = 0; }
            }
            service S { rpc Do(A) returns (stream A); }
            """).Order(StringComparer.Ordinal));

    private static string PlaceOf(string line) => string.Join(' ', line.Split(' ').Take(3));

    private static IEnumerable<string> DomainNumbers() =>
        from list in typeof(Refusal).Assembly.GetTypes()
        where list.IsEnum && list.IsPublic
        from value in Enum.GetValuesAsUnderlyingType(list).Cast<object>()
        select $"domain {list.Name} {value} {Enum.GetName(list, value)}";
}
