package holdfast.driver.systemd;

import holdfast.model.Reason;
import java.util.function.Consumer;

/// Whether the file of a unit has changed on disk since systemd read it, which is said once it has been read again.
///
/// A unit that nobody refers to is unloaded when it is down, and read anew when it is started: so it is looked at before a stop as
/// well.
///
/// Threading: within the order of its unit.
final class Freshness {
    private final String unit;
    private final Consumer<Reason> remarks;
    private boolean isStale;

    Freshness(String unit, Consumer<Reason> remarks) {
        this.unit = unit;
        this.remarks = remarks;
    }

    void look(UnitState state) {
        isStale |= isStale(state);
    }

    /// systemd itself would go on with what it has read.
    static boolean isStale(UnitState state) {
        return state.is("NeedDaemonReload");
    }

    void readAgain() {
        if (isStale) {
            remarks.accept(Reason.of("driver.systemd.read-again", unit));
        }
        isStale = false;
    }
}
