package holdfast.driver.systemd;

import holdfast.driver.dbus.Refused;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Units that systemd stops along with ours because they need it (`Requires=`, `BindsTo=`, `PartOf=`), and does not start again
/// by itself when ours comes back.
///
/// Threading: one at a time.
final class Companions {
    /// Units looked at; a unit that more depend on is a target, not a service.
    private static final int MOST = 100;

    private final Link link;
    private final Set<String> stoppedAlong = new LinkedHashSet<>();

    Companions(Link link) {
        this.link = link;
    }

    /// Before our unit is stopped: who is active and is going to be stopped as well.
    void remember(String ours) {
        try {
            // Read anew: systemd does not tell when another unit comes to depend on ours.
            UnitState state = link.look(ours);
            Stream<String> dependants = Stream.of("RequiredBy", "BoundBy", "ConsistsOf").flatMap(property -> state.texts(property).stream());
            for (String unit : dependants.distinct().limit(MOST).toList()) {
                if (List.of("active", "reloading", "activating").contains(link.look(unit).activeState())) {
                    stoppedAlong.add(unit);
                }
            }
        } catch (IOException unreadable) {
            // Then the stop, which comes next, cannot be asked for either.
        }
    }

    /// After our unit was started. Nobody waits for them: each is told of by itself if it is looked after.
    void startAgain() {
        for (String unit : List.copyOf(stoppedAlong)) {
            try {
                if (link.look(unit).activeState().equals("inactive")) {
                    link.manage("StartUnit", "ss", unit, "fail");
                }
                stoppedAlong.remove(unit);
            } catch (Refused refused) {
                // Masked or gone meanwhile: someone does not want it back.
                stoppedAlong.remove(unit);
            } catch (IOException away) {
                return; // tried again after the next start
            }
        }
    }
}
