package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Hold;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceSpec;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static holdfast.supervisor.Rig.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

/// How many must stop answering together for the cause to be sought outside them: by default half, and three at least.
final class CommonCauseShareTest {
    private static final long OBSERVED_NANOS = 60 * SECOND;

    @ParameterizedTest
    @CsvSource({"3, 3, true", "3, 6, true", "3, 7, false", "2, 4, false", "2, 2, false", "49, 100, false", "50, 100, true", "1, 1, false"})
    void aCommonCauseIsHalfOfThoseThatAreJudgedAndThreeAtLeast(int silent, int all, boolean isCommon) {
        var rig = new Rig(IntStream.range(0, all)
                .mapToObj(i -> Rig.service("s" + i, RecoverPolicy.DEFAULT))
                .toArray(ServiceSpec[]::new));
        IntStream.range(0, all).forEach(i -> rig.up("s" + i));

        for (long end = rig.now() + OBSERVED_NANOS; rig.now() < end; ) {
            rig.advance(SECOND / 2);
            for (int i = 0; i < all; i++) {
                rig.answerProbe("s" + i, i < silent ? Outcome.FAIL : Outcome.PASS);
            }
        }

        assertEquals(isCommon ? silent : 0, IntStream.range(0, all).filter(i -> isHeld(rig, "s" + i)).count(), "held");
        long restarted = IntStream.range(0, all).filter(i -> rig.count(Command.StopProcess.class, "s" + i) > 0).count();
        assertEquals(isCommon ? 0 : silent, restarted, "restarted");
    }

    private static boolean isHeld(Rig rig, String name) {
        return rig.status(name)
                .incident()
                .flatMap(incident -> incident.hold())
                .filter(hold -> hold.kind() == Hold.Kind.COMMON_CAUSE)
                .isPresent();
    }
}
