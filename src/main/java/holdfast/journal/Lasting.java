package holdfast.journal;

import holdfast.model.Fact;
import java.util.Collection;

/// Which facts must outlive a power cut: a person's word, and that something was given up. Whoever was told that a service stays down
/// must not find it up after the boot. Everything else the machine shows anew when it is back.
///
/// Threading: any.
final class Lasting {
    private Lasting() {}

    static boolean isAmong(Collection<Backlog.Waiting> waiting) {
        return waiting.stream().map(Backlog.Waiting::fact).anyMatch(Lasting::isLasting);
    }

    static boolean isLasting(Fact fact) {
        return switch (fact) {
            case Fact.WishChanged _, Fact.Parked _, Fact.Pinned _, Fact.Unpinned _, Fact.Silenced _, Fact.Unsilenced _ -> true;
            case Fact _ -> false;
        };
    }
}
