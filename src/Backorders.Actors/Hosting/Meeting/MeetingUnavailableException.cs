namespace Backorders.Actors.Hosting.Meeting;

/// <summary>The meeting place cannot be used now. The message is one line for a person, without anything secret.</summary>
/// <param name="message">What is wrong, and whom or which setting it concerns.</param>
/// <param name="inner">What lies behind it.</param>
public sealed class MeetingUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
