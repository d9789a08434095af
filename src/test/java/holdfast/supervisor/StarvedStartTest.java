package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event.StartFailure;
import holdfast.model.Finding;
import holdfast.model.Hold;
import holdfast.model.RecoverPolicy;
import holdfast.model.Status.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Starts that fail for want of file handles or processes.
final class StarvedStartTest {
    private final RecoverPolicy policy = RecoverPolicy.DEFAULT;

    /// Down: there was nothing left to start it with.
    private Rig starved() {
        var rig = new Rig(service("api", policy));
        rig.up("api");
        rig.examineByHand();
        rig.exited("api", 1);
        rig.examined("api");
        starve(rig);
        return rig;
    }

    private static void starve(Rig rig) {
        rig.startFailed("api", StartFailure.OUT_OF_HANDLES);
        rig.advance(SECOND);
        rig.examined("api");
    }

    @Test
    void whatFailedForWantOfHandlesIsStartedWithinAMinuteOfThereBeingSome() {
        var rig = starved();
        int starts = rig.count(Command.StartProcess.class, "api");
        for (int look = 0; look < 10; look++) {
            rig.advance(30 * SECOND);
            rig.examined("api");
        }
        assertEquals(starts, rig.count(Command.StartProcess.class, "api"), "held, and no attempt is used up");
        assertEquals(Optional.of(Hold.Kind.HOST_STARVED), rig.status("api").incident().orElseThrow().hold().map(Hold::kind));
        assertTrue(rig.last(Command.Examine.class, "api").brief(), "nothing new to keep");

        rig.advance(30 * SECOND);
        rig.examined("api", new Finding.RoomToStart());
        rig.advance(3 * SECOND);

        assertEquals(starts + 1, rig.count(Command.StartProcess.class, "api"));
        rig.started("api");
    }

    @Test
    void roomThatOnlySeemsToBeThereDoesNotGetAroundTheGuard() {
        var rig = starved();
        for (int time = 0; time < 15; time++) {
            rig.advance(30 * SECOND);
            rig.examined("api", new Finding.RoomToStart());
            rig.advance(4 * SECOND);
            if (rig.status("api").state() == State.STARTING) {
                starve(rig);
            }
        }

        assertTrue(rig.now() < 1_600 * SECOND, "within the window");
        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(1 + policy.attempts(), rig.count(Command.StartProcess.class, "api"));
    }
}
