using Akka.Actor.Setup;

namespace Backorders.Actors.Storage;

/// <summary>Tells <see cref="TurnJournal"/> where its rows go.</summary>
internal sealed class RowWriterSetup(IRowWriter writer) : Setup
{
    public IRowWriter Writer => writer;
}
