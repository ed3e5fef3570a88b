namespace Backorders.Cli.Demo.Replay;

/// <summary>Which messages of a Work stream answer one of ours: not the welcome, and not what is offered.</summary>
internal static class WorkAnswers
{
    public static (bool IsAnswer, V1.Refused? Refused) Read(V1.WorkResponse message) => (
        message.MessageCase is not (V1.WorkResponse.MessageOneofCase.Welcome or V1.WorkResponse.MessageOneofCase.Offer), message.Refused);
}
