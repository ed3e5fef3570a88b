using Backorders.Partners.Exports;
using System.Reflection;
using System.Text.Json.Nodes;
using Backorders.Partners.Exports.Documents;
using Backorders.V1;

namespace Backorders.Partners.Tests.Exports;

public sealed class ExportTests
{
    /// <summary>Recorded with <c>BACKORDERS_RECORD=1</c>.</summary>
    [Theory]
    [InlineData(ExportFormat.X12Receipts, "receipts-944.edi", 4)]
    [InlineData(ExportFormat.X12Shipments, "shipments-945.edi", 4)]
    [InlineData(ExportFormat.X12Adjustments, "adjustments-947.edi", 6)]
    [InlineData(ExportFormat.Epcis, "events.jsonld", 19)]
    public void Write_TheWholeStory_IsAsRecorded(ExportFormat format, string golden, int documents)
    {
        (string text, Export export) = Write(format, TestStory.Whole());
        string folder = typeof(ExportTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Folder").Value! + "Exports/Golden";
        string file = Path.Combine(folder, golden);
        if (Environment.GetEnvironmentVariable("BACKORDERS_RECORD") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(file), text);
        Assert.Empty(export.LeftOut);
        Assert.Equal(documents, export.Written);
    }

    [Theory]
    [InlineData(ExportFormat.X12Receipts)]
    [InlineData(ExportFormat.X12Shipments)]
    [InlineData(ExportFormat.X12Adjustments)]
    public void Write_X12_AReceiverFindsNothingWrong(ExportFormat format)
    {
        (string text, Export export) = Write(format, TestStory.Whole());
        (List<string> wrong, int sets) = X12Check.Read(text);
        Assert.Empty(wrong);
        Assert.Equal(export.Written, sets);
    }

    [Theory]
    [InlineData(ExportFormat.X12Receipts)]
    [InlineData(ExportFormat.X12Shipments)]
    [InlineData(ExportFormat.X12Adjustments)]
    [InlineData(ExportFormat.Epcis)]
    public void Write_ARangeAgain_IsTheSameToTheByteAndTogetherTheRangesAreTheWhole(ExportFormat format)
    {
        TestStory story = TestStory.Whole();
        Assert.Equal(Write(format, story, 100, 200).Text, Write(format, story, 100, 200).Text);
        long all = Write(format, story).Export.Written;
        long parts = 0;
        for (long from = 0; from < story.Decisions[^1].Cursor; from += 70)
        {
            parts += Write(format, story, from, from + 70).Export.Written;
        }

        Assert.Equal(all, parts);
    }

    [Fact]
    public void Write_ARange_TellsOfWhatHappenedBeforeIt()
    {
        // The second departure of A-1 alone still knows what was ordered, and its parcels.
        TestStory story = TestStory.Whole();
        long departure = story.Decisions.Last(d => d.Events[0].Shipped is { } s && s.Tasks.Count == 2).Cursor;
        string text = Write(ExportFormat.X12Shipments, story, departure - 1, departure).Text;
        Assert.Contains("W12*CC*10*6*0*EA**SK*MUG~\nN9*LI*1~", text);
        Assert.Contains("MAN*CP*P-1~", text);
        Assert.Contains("W12*CC*2*2*0*EA**SK*MUG~", text);
    }

    [Fact]
    public void Write_945_SaysWhatIsStillToCome() =>
        Assert.Contains(
            "LX*1~\nMAN*GM*00376104250021234569~\nW12*BP*10*4*6*EA**SK*MUG~\nN9*LI*1~\nW12*CC*5*5*0*EA**SK*6291041500213*********UK*06291041500213~\n",
            Write(ExportFormat.X12Shipments, TestStory.Whole()).Text);

    [Fact]
    public void Write_944_TellsWhereTheShipmentDiffersAndNotWhatWasTakenBackInTime()
    {
        string text = Write(ExportFormat.X12Receipts, TestStory.Whole()).Text;
        Assert.Contains("W07*10*EA**SK*MUG~\nN9*LV*PALLET-1~\nW13*4*EA*01**NR~\nW13*2*EA*02~\n", text);
        Assert.Contains("W07*7*EA**SK*BOWL~\nW13*2*EA*03~\n", text);
        Assert.Contains("W07*0*EA**SK*CUP~\nW13*3*EA*02~\nW14*17~\n", text);
    }

    [Fact]
    public void Write_947_AReversalIsAnAdjustmentOnlyOfWhatWasReported()
    {
        string text = Write(ExportFormat.X12Adjustments, TestStory.Whole()).Text;
        Assert.Contains("W19*AY*-8*EA**SK*6291041500213*UK*06291041500213~\nN9*ZZ*R5~\n", text);
        Assert.DoesNotContain("R3~", text);
        Assert.Contains("W19*55*1*EA**SK*MUG~\nW19*AU*-1*EA**SK*MUG~\nW19*05*-2*EA**SK*MUG~\nW19*55*3*EA**SK*MUG~\n", text);
    }

    [Fact]
    public void Write_DamageAtPackAndSubstitute_AreToldAsAdjustmentAndAsLineOfTheOrder()
    {
        TestStory story = new();
        story.Order("ACME", "A-1", "Nobody", ("MUG", 5), ("CUP", 3));
        story.Add(TestStory.Allocated("ACME", 1, "A-1", 1, "MUG", 5));
        story.Add(new Event { Owner = "ACME", TaskDamaged = new TaskDamaged { Task = TestStory.Task(1, "A-1", 1, "MUG", 5), Quantity = 2, Reason = ReasonCode.Damaged } });
        LineRef cup = new() { OrderNo = "A-1", LineNo = 2, Sku = "CUP" };
        LineRef bowl = new() { OrderNo = "A-1", LineNo = 3, Sku = "BOWL" };
        story.Add(
            new Event { Owner = "ACME", LineSubstituted = new LineSubstituted { Line = cup, By = bowl, Quantity = 3 } },
            new Event { Owner = "ACME", LineCancelled = new LineCancelled { Line = cup, Quantity = 3 } },
            TestStory.Allocated("ACME", 2, "A-1", 3, "BOWL", 3));
        story.Add(TestStory.Left("ACME", "X", "1", TestStory.Task(1, "A-1", 1, "MUG"), TestStory.Task(2, "A-1", 3, "BOWL")));
        Assert.Contains("W19*AU*-2*EA**SK*MUG~\nN9*ZZ*T1~\n", Write(ExportFormat.X12Adjustments, story).Text);
        Assert.Contains(
            "LX*1~\nW12*BP*5*3*2*EA**SK*MUG~\nN9*LI*1~\nW12*CC*3*3*0*EA**SK*BOWL~\nN9*LI*3~\nW03*6~\n", Write(ExportFormat.X12Shipments, story).Text);
    }

    [Fact]
    public void Write_NamesThatX12CannotHold_AreLeftOutByNameAndTheRestIsWritten()
    {
        TestStory story = new();
        foreach ((string orderNo, long task) in new[] { ("A*1", 1L), ("A-2", 2L), (new string('x', 23), 3L), ("Ä-4", 4L) })
        {
            story.Order("ACME", orderNo, "Nobody", ("MUG", 1));
            story.Add(TestStory.Allocated("ACME", task, orderNo, 1, "MUG", 1));
        }

        story.Add(TestStory.Left(
            "ACME", "ü*", "1", TestStory.Task(1, "A*1", 1, "MUG"), TestStory.Task(2, "A-2", 1, "MUG"),
            TestStory.Task(3, new string('x', 23), 1, "MUG"), TestStory.Task(4, "Ä-4", 1, "MUG")));
        (string text, Export export) = Write(ExportFormat.X12Shipments, story);
        Assert.Empty(X12Check.Read(text).Wrong);
        Assert.Contains("W06*F*A-2*", text);
        Assert.Contains("W27*ZZ**??~", text);
        Assert.Equal(1, export.Written);
        Assert.Equal(3, export.LeftOut.Count);
        Assert.Contains(export.LeftOut, l => l.What == "945 for order A*1" && l.Why.Contains("W0602 cannot hold '*'"));
        Assert.Contains(export.LeftOut, l => l.Why.Contains("W0602 holds 1 to 22 characters"));
    }

    [Fact]
    public void Write_ManyDepartures_MakesInterchangesWithNumbersOfTheirOwn()
    {
        TestStory story = new();
        for (int i = 1; i <= 2500; i++)
        {
            story.Order("ACME", $"A-{i}", string.Empty, ("MUG", 1));
            story.Add(TestStory.Allocated("ACME", i, $"A-{i}", 1, "MUG", 1), TestStory.Left("ACME", "X", "1", TestStory.Task(i, $"A-{i}", 1, "MUG")));
        }

        (string text, _) = Write(ExportFormat.X12Shipments, story);
        (List<string> wrong, int sets) = X12Check.Read(text);
        Assert.Empty(wrong);
        Assert.Equal((2500, 3), (sets, text.Split("IEA*").Length - 1));
    }

    [Fact]
    public void Write_Nothing_IsStillADocument()
    {
        Assert.Empty(Write(ExportFormat.X12Shipments, new TestStory()).Text);
        Assert.Empty(JsonNode.Parse(Write(ExportFormat.Epcis, new TestStory()).Text)!["epcisBody"]!["eventList"]!.AsArray());
    }

    [Fact]
    public void Write_Epcis_TimesAreThoseOfTheBuildingAndIdsDiffer()
    {
        JsonArray events = JsonNode.Parse(Write(ExportFormat.Epcis, TestStory.Whole()).Text)!["epcisBody"]!["eventList"]!.AsArray();
        Assert.All(events, e => Assert.Equal("+01:00", (string?)e!["eventTimeZoneOffset"]));
        Assert.All(events, e => Assert.EndsWith("+01:00", (string?)e!["eventTime"]));

        // An event that is declared an error keeps its identity; all others have their own.
        Assert.Equal(events.Count - 2, events.Select(e => (string?)e!["eventID"]).Distinct().Count());
        Assert.Equal(2, events.Count(e => e!["errorDeclaration"] is not null));
        JsonNode packing = events.First(e => (string?)e!["type"] == "AggregationEvent")!;
        Assert.Equal("https://id.gs1.org/00/376104250021234569", (string?)packing["parentID"]);
        Assert.Equal("https://id.gs1.org/01/06291041500213", (string?)packing["childQuantityList"]![0]!["epcClass"]);
        Assert.Equal((4, "urn:x-backorders:sku:ACME:MUG"), ((int)packing["childQuantityList"]![1]!["quantity"]!, (string?)packing["childQuantityList"]![1]!["epcClass"]));
    }

    private static (string Text, Export Export) Write(ExportFormat format, TestStory story, long after = 0, long upTo = long.MaxValue)
    {
        StringWriter to = new();
        Export export = new(format, new ExportOptions { Warehouse = "MAIN" }, to);
        foreach (SubscribeResponse decision in story.Decisions.TakeWhile(d => d.Cursor <= upTo))
        {
            export.Take(decision, decision.Cursor > after);
        }

        export.Finish();
        return (to.ToString(), export);
    }
}
