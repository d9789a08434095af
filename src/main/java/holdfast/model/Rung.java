package holdfast.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A measure that recovery may take. The ladder of a service lists those it may take, in the order in which they are taken.
public sealed interface Rung {
    /// Mend the cause where it lies, without touching the process: the [Remedy] that the diagnosis names.
    Rung REPAIR = Known.REPAIR;

    /// Stop, prove the end, start.
    Rung RESTART = Known.RESTART;

    /// As RESTART, and before the start: strays reaped, port proven free, declared caches cleared.
    Rung CLEAN_RESTART = Known.CLEAN_RESTART;

    /// A new container or unit from the same definition. A driver that has nothing to create anew does a clean restart.
    Rung RECREATE = Known.RECREATE;

    /// The measures that every service has, cheapest first.
    enum Known implements Rung {
        REPAIR,
        RESTART,
        CLEAN_RESTART,
        RECREATE;

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public boolean isRestart() {
            return this != REPAIR;
        }

        /// The one with this word.
        public static Optional<Known> of(String word) {
            return Arrays.stream(values()).filter(known -> known.word().equals(word)).findFirst();
        }
    }

    /// A measure of the service's own: the command that its ladder has under this name. What became of it is remembered by the
    /// name, so an edited ladder may be in another order.
    record Own(String name) implements Rung {
        @Override
        public String word() {
            return name;
        }

        @Override
        public boolean isRestart() {
            return false;
        }
    }

    /// What people call it, in the configuration and elsewhere.
    String word();

    /// One that starts the service anew.
    // Not a default method: with one, Known could not be loaded first, since the constants above would be taken from it too early.
    boolean isRestart();

    /// The measure with this word; the word of none that every service has is the name of one of the service's own.
    static Rung of(String word) {
        return Known.of(word).<Rung>map(known -> known).orElseGet(() -> new Own(word));
    }
}
