using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Backorders.Cli.Output;

/// <summary>An event on one line: cursor, time, name, and its fields that say something.</summary>
internal static class EventLine
{
    public static string Of(V1.SubscribeResponse decision, V1.Event change)
    {
        string at = decision.At?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";
        FieldDescriptor? body = V1.Event.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(change);
        return body is null
            ? $"{decision.Cursor,8}  {at}"
            : $"{decision.Cursor,8}  {at}  {body.Name,-24} {Fields((IMessage)body.Accessor.GetValue(change))}";
    }

    private static string Fields(IMessage message) => string.Join(
        ' ', message.Descriptor.Fields.InFieldNumberOrder().Select(f => Field(f, f.Accessor.GetValue(message))).Where(text => text.Length > 0));

    private static string Field(FieldDescriptor field, object? value) => value switch
    {
        null or "" or 0 or 0L or false => string.Empty,
        Google.Protobuf.WellKnownTypes.Timestamp time => $"{field.Name}={time.ToDateTimeOffset():yyyy-MM-dd'T'HH:mm}",
        V1.LineRef line => $"{line.OrderNo}/{line.LineNo} {line.Sku}",
        V1.TaskRef task => $"task={task.TaskId} {task.OrderNo}/{task.LineNo} {task.Sku} x{task.Quantity}",
        IMessage nested => $"{field.Name}=({Fields(nested)})",
        System.Collections.IList list => list.Count == 0 ? string.Empty : $"{field.Name}={list.Count}",
        _ => $"{field.Name}={value}",
    };
}
