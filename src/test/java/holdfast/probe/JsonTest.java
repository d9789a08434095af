package holdfast.probe;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

final class JsonTest {
    @Test
    void readsWhatRfc8259Allows() throws Json.Malformed {
        assertEquals(Map.of("a", List.of(1L, -2.5, true, "x")), Json.parse(" { \"a\" : [ 1 , -2.5 , true , \"x\" ] } "));
        assertEquals(Arrays.asList(null, false), Json.parse("[null,false]"));
        assertEquals("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00", Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\ud83d\\ude00\""));
        assertEquals(1e-3, Json.parse("1e-3"));
        assertEquals(0L, Json.parse("\uFEFF0"));
    }

    @Test
    void keepsBigNumbersExact() throws Json.Malformed {
        assertEquals(new BigDecimal("12345678901234567890"), Json.parse("12345678901234567890"));
        assertEquals(999_999_999_999_999_999L, Json.parse("999999999999999999"));
    }

    @Test
    void theLastOfTwoEqualNamesCounts() throws Json.Malformed {
        assertEquals(Map.of("a", 2L), Json.parse("{\"a\":1,\"a\":2}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "{", "[1,]", "{,}", "{a:1}", "{\"a\"}", "{\"a\":}", "[1 2]", "01", "-", "1.", ".5", "1e", "+1", "NaN", "tru", "nul",
        "\"", "\"\\x\"", "\"\\u12g4\"", "\"a\nb\"", "1 1", "{} x", "'a'", "[true false]", "// no"
    })
    void refusesWhatItForbids(String text) {
        assertThrows(Json.Malformed.class, () -> Json.parse(text));
    }

    @Test
    void bracketsWithoutEndDoNotOverflowTheStack() throws Json.Malformed {
        assertThrows(Json.Malformed.class, () -> Json.parse("[".repeat(1_000_000)));
        Json.parse("[".repeat(400) + "]".repeat(400));
    }

    @Test
    void saysWhereItStumbled() {
        Json.Malformed malformed = assertThrows(Json.Malformed.class, () -> Json.parse("{\n  \"a\": oops\n}"));

        assertEquals(2, malformed.line());
        assertEquals(8, malformed.column());
        assertEquals("oops }", malformed.found());
    }
}
