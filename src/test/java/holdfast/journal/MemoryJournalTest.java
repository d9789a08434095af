package holdfast.journal;

import org.jspecify.annotations.Nullable;

class MemoryJournalTest extends JournalContract {
    private @Nullable MemoryJournal journal;

    @Override
    Journal open(String boot) {
        MemoryJournal next = journal == null ? new MemoryJournal(boot) : journal.reopened(boot);
        journal = next;
        return next;
    }

    @Override
    void breakDisk(boolean broken) {
        if (journal != null) {
            journal.breakDisk(broken);
        }
    }
}
