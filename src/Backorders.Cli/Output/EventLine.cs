using System.Collections;
using System.Globalization;
using Backorders.Domain.Values;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Cli.Output;

/// <summary>An event on one line: cursor, time, name, and its fields that say something. Reads the contract itself, so it knows every kind.</summary>
internal static class EventLine
{
    /// <summary>Of a long list the first few say what it is about.</summary>
    private const int ListedMax = 5;

    public static string Of(V1.SubscribeResponse decision, V1.Event change)
    {
        FieldDescriptor? body = V1.Event.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(change);
        return body is null
            ? $"{Head(decision)}(a kind of event that this program does not know)"
            : $"{Head(decision)}{body.Name,-24} {Fields((IMessage)body.Accessor.GetValue(change))}".TrimEnd();
    }

    /// <summary>How far a stream has got.</summary>
    public static string Progress(V1.SubscribeResponse message)
    {
        string behind = message.HighWater > message.Cursor ? $"{message.HighWater - message.Cursor} behind the last, {message.HighWater}" : "nothing left to tell";
        string late = message.At is null || message.SentAt is null ? string.Empty : $", {(message.SentAt - message.At).ToTimeSpan().TotalSeconds:0.000} s late";
        return $"{message.Cursor,8}  {Time(message.SentAt)}  {(message.Events.Count == 0 ? "(heartbeat)" : "(told)"),-24} {behind}{late}";
    }

    private static string Head(V1.SubscribeResponse decision) => $"{decision.Cursor,8}  {Time(decision.At)}  ";

    private static string Time(Timestamp? at) => at?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    private static string Fields(IMessage message) => string.Join(
        ' ', message.Descriptor.Fields.InFieldNumberOrder().Select(f => Field(f, f.Accessor.GetValue(message))).Where(text => text.Length > 0));

    private static string Field(FieldDescriptor field, object? value) => value switch
    {
        null or "" or 0 or 0L or 0.0 or false => string.Empty,
        System.Enum named when Convert.ToInt32(named, CultureInfo.InvariantCulture) == 0 => string.Empty,
        V1.PromiseCause cause => $"{field.Name}=\"{CauseWords.Of((PromiseCause)cause)}\"",
        V1.LineRef line => Line(line),
        V1.TaskRef task => Task(task),
        IList list => list.Count == 0 ? string.Empty : $"{field.Name}={List(list)}",
        IDictionary map => map.Count == 0 ? string.Empty : $"{field.Name}={map.Count}",
        true => field.Name,
        _ => $"{field.Name}={One(value)}",
    };

    private static string List(IList list) =>
        "[" + string.Join(", ", list.Cast<object>().Take(ListedMax).Select(One)) + (list.Count > ListedMax ? $", … {list.Count} in all" : string.Empty) + "]";

    private static string One(object value) => value switch
    {
        Timestamp time => time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        Duration duration => duration.ToTimeSpan().ToString("c", CultureInfo.InvariantCulture),
        V1.LineRef line => Line(line),
        V1.TaskRef task => Task(task),
        IMessage nested => $"({Fields(nested)})",
        ByteString bytes => $"{bytes.Length} bytes",
        System.Enum named => named.ToString(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    private static string Line(V1.LineRef line) => $"{line.OrderNo}/{line.LineNo} {line.Sku}".TrimEnd();

    private static string Task(V1.TaskRef task) =>
        $"task={task.TaskId}" + (task.OrderNo.Length > 0 ? $" {task.OrderNo}/{task.LineNo}" : string.Empty) + (task.Sku.Length > 0 ? $" {task.Sku} x{task.Quantity}" : string.Empty);
}
