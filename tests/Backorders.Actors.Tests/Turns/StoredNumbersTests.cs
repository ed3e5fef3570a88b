using Backorders.Actors.Turns;
using Backorders.Domain.Values;
using Google.Protobuf.Reflection;

namespace Backorders.Actors.Tests.Turns;

/// <summary>Numbers that stand in journals are frozen: Golden/numbers.txt only grows. When BACKORDERS_RECORD is set, new ones are added to it.</summary>
public sealed class StoredNumbersTests
{
    private static readonly FileDescriptor turnFile = Backorders.Actors.Turns.Stored.Turn.Descriptor.File;

    private static readonly FileDescriptor batchFile = Backorders.Actors.Turns.Stored.TurnBatch.Descriptor.File;

    [Fact]
    public void EveryStoredNumber_IsTheOneItAlwaysWas()
    {
        string[] frozen = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Turns", "Golden", "numbers.txt"));
        SortedSet<string> now = new(Numbers(), StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("BACKORDERS_RECORD") is not null)
        {
            File.WriteAllLines(Path.Combine(Source(), "Golden", "numbers.txt"), frozen.Union(now).Order(StringComparer.Ordinal));
            return;
        }

        Assert.Empty(frozen.Except(now));
        Assert.Empty(now.Except(frozen));
    }

    [Theory]
    [InlineData(typeof(ShipMode))]
    [InlineData(typeof(Quality))]
    [InlineData(typeof(ReceiptKind))]
    [InlineData(typeof(Source))]
    [InlineData(typeof(ReasonCode))]
    [InlineData(typeof(DistributionMode))]
    [InlineData(typeof(LaneState))]
    [InlineData(typeof(DispositionCode))]
    public void EveryListOfTheDomain_HasTheSameNumbersInItsStoredForm(Type list)
    {
        EnumDescriptor stored = Files().SelectMany(f => f.EnumTypes).Single(e => e.Name == list.Name);
        Dictionary<int, string> known = stored.Values.ToDictionary(v => v.Number, v => v.Name.Replace("_", string.Empty, StringComparison.Ordinal));
        foreach (object value in Enum.GetValues(list))
        {
            Assert.Equal((list.Name + value).ToUpperInvariant(), known[(int)value]);
        }
    }

    [Theory]
    [InlineData(typeof(RowKind), "Turn=1")]
    public void EveryListOfTheJournal_KeepsItsNumbers(Type list, string expected) =>
        Assert.Equal(expected, string.Join(' ', Enum.GetValues(list).Cast<object>().Select(v => $"{v}={(int)v}")));

    [Fact]
    public void KeyHashes_AreTheOnesTheyAlwaysWere()
    {
        Assert.Equal("4bb70aa2", CommandKey.ForScan(new("ACME"), new("SCAN-1"), new("42")).ToString()[..8]);
        Assert.Equal("aa32872f", CommandKey.ForOrder(new("ACME"), new("A-1")).ToString()[..8]);
        Assert.Equal("94e20d2d", CommandKey.ForRequest(new("ACME"), "f00d").ToString()[..8]);
    }

    private static string Source([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static IEnumerable<FileDescriptor> Files() => turnFile.Dependencies.Concat(turnFile.Dependencies.SelectMany(f => f.Dependencies)).Append(turnFile).Append(batchFile).Distinct();

    private static IEnumerable<string> Numbers()
    {
        foreach (MessageDescriptor message in Files().SelectMany(f => f.MessageTypes))
        {
            foreach (FieldDescriptor field in message.Fields.InFieldNumberOrder())
            {
                yield return $"{message.Name} {field.FieldNumber} {(field.IsRepeated ? "repeated " : string.Empty)}{field.FieldType} {field.Name}";
            }
        }

        foreach (EnumDescriptor list in Files().SelectMany(f => f.EnumTypes))
        {
            foreach (EnumValueDescriptor value in list.Values)
            {
                yield return $"{list.Name} {value.Number} {value.Name}";
            }
        }
    }
}
