package holdfast.probe;

import holdfast.model.ProbeResult.Outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What these tests claim of an answer: its outcome, and words of its sentence.
final class Assert {
    private Assert() {}

    static void passes(Ask.Said said, String... words) {
        claims(Outcome.PASS, said, words);
    }

    static void fails(Ask.Said said, String... words) {
        claims(Outcome.FAIL, said, words);
    }

    /// The monitor's fault, not the service's.
    static void errs(Ask.Said said, String... words) {
        claims(Outcome.ERROR, said, words);
    }

    private static void claims(Outcome outcome, Ask.Said said, String... words) {
        String sentence = said.sentence();
        assertEquals(outcome, said.outcome(), sentence);
        for (String word : words) {
            assertTrue(sentence.contains(word), () -> "\"" + word + "\" is not in: " + sentence);
        }
        assertTrue(!sentence.contains("{"), () -> "a value is missing in: " + sentence);
        assertTrue(said.result().durationNanos() >= 0, "a duration below zero");
    }
}
