package holdfast.text;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SpansTest {
    @ParameterizedTest
    @CsvSource({
        "-5, 0 ms",
        "999999, 0 ms",
        "850000000, 850 ms",
        "1000000000, 1.0 s",
        "59999999999, 59.9 s",
        "60000000000, 1 min",
        "725000000000, 12 min 5 s",
        "12000000000000, 3 h 20 min",
        "86400000000000, 1 d",
        "183600000000000, 2 d 3 h",
    })
    void saysSpansAsAPersonWould(long nanos, String words) {
        assertEquals(words, new Spans(Texts.english()).say(nanos));
    }
}
