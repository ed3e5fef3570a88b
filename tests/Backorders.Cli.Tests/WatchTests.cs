using System.Collections;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Cli.Tests;

public sealed class WatchTests
{
    public static TheoryData<string> Kinds => [.. V1.Event.Descriptor.Oneofs[0].Fields.Select(f => f.Name)];

    [Fact]
    public async Task Watch_NoFollow_TellsWhatHasHappenedAndEnds()
    {
        await using TestNode node = await WithOrderAsync();
        CliRun run = await node.RunAsync("watch", "--no-follow", "--order", "A-1");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("order_accepted", run.Out, StringComparison.Ordinal);
        Assert.Contains("A-1/1 LAMP", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("heartbeat", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_Verbose_ShowsHowFarTheStreamHasGot()
    {
        await using TestNode node = await WithOrderAsync();
        CliRun run = await node.RunAsync("watch", "--no-follow", "--verbose", "--kind", "shipped");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Contains("(heartbeat)", run.Out, StringComparison.Ordinal);
        Assert.Contains("nothing left to tell", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("order_accepted", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_UnknownKind_IsWrongUsageAndNamesThoseThatThereAre()
    {
        CliRun run = await CliRun.OfAsync(["watch", "--key", "k", "--kind", "sold"]);
        Assert.Equal(ExitCodes.WrongUsage, run.Code);
        Assert.Contains("units_allocated", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EventLine_OfEveryKind_SaysWhatIsInItAndNothingThatIsNot(string kind)
    {
        FieldDescriptor body = V1.Event.Descriptor.FindFieldByName(kind);
        V1.Event change = new() { Owner = "ACME" };
        body.Accessor.SetValue(change, Filled(body.MessageType, 0));
        string line = EventLine.Of(new V1.SubscribeResponse { Cursor = 7, At = new Timestamp { Seconds = 1 } }, change);
        Assert.Contains($" {kind} ", line + " ", StringComparison.Ordinal);
        Assert.DoesNotContain("{", line, StringComparison.Ordinal);
        Assert.True(line.Length > 60 || body.MessageType.Fields.InDeclarationOrder().Count == 0, line);

        body.Accessor.SetValue(change, body.MessageType.Parser.ParseFrom(ByteString.Empty));
        Assert.EndsWith(kind, EventLine.Of(new V1.SubscribeResponse(), change), StringComparison.Ordinal);
    }

    private static IMessage Filled(MessageDescriptor type, int depth)
    {
        IMessage message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (FieldDescriptor field in type.Fields.InDeclarationOrder().Where(f => !f.IsMap))
        {
            if (field.IsRepeated)
            {
                ((IList)field.Accessor.GetValue(message)).Add(Value(field, depth));
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, depth));
            }
        }

        return message;
    }

    private static object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.String => "text",
        FieldType.Int32 or FieldType.SInt32 => 12,
        FieldType.Int64 or FieldType.SInt64 => 12L,
        FieldType.Double => 1.5,
        FieldType.Bool => true,
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, 1),
        FieldType.Message when field.MessageType.FullName == "google.protobuf.Timestamp" => new Timestamp { Seconds = 1_000 },
        FieldType.Message when field.MessageType.FullName == "google.protobuf.Duration" => new Duration { Seconds = 5 },
        FieldType.Message => depth < 4 ? Filled(field.MessageType, depth + 1) : field.MessageType.Parser.ParseFrom(ByteString.Empty),
        _ => throw new NotSupportedException($"{field.FullName} has a type that this test cannot fill."),
    };

    private static async Task<TestNode> WithOrderAsync()
    {
        TestNode node = await TestNode.StartAsync();
        using Folder folder = new();
        await node.RunAsync("import", "items", folder.Write("items.csv", "sku\nLAMP\n"));
        await node.RunAsync("import", "orders", folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,5\n"));
        return node;
    }
}
