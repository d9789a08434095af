package holdfast.probe;

import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// What a probe says that did not run for a while: its thread had no processor, or all of Holdfast was stopped.
final class LateProbeTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aFailureFarBehindItsDeadlineIsTheMonitorsFault() {
        ProbeResult judged = after(60, Outcome.FAIL);

        assertEquals(Outcome.ERROR, judged.outcome());
        assertEquals("probe.monitor.late", judged.reason().key());
    }

    @Test
    void aFailureAtItsDeadlineIsAFailure() {
        assertEquals(Outcome.FAIL, after(5, Outcome.FAIL).outcome());
    }

    @Test
    void whatAnsweredAllTheSameIsGood() {
        assertEquals(Outcome.PASS, after(60, Outcome.PASS).outcome());
    }

    private static ProbeResult after(long seconds, Outcome outcome) {
        try (var deadline = new Deadline(System.nanoTime() - seconds * SECOND, 5 * SECOND)) {
            return Probes.judged(ProbeResult.of(outcome, Reason.of("probe.tcp.pass"), SECOND), deadline);
        }
    }
}
