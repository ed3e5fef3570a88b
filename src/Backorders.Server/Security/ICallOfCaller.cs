namespace Backorders.Server.Security;

/// <summary>A call whose request is not here; its caller is known all the same.</summary>
internal interface ICallOfCaller
{
    /// <summary>Who makes it.</summary>
    Caller Caller { get; }
}
