namespace Backorders.Journal.Tests;

public sealed class MemoryJournalTests : JournalConformance
{
    private readonly MemoryJournal journal = new();

    protected override IJournal Open() => journal;
}
