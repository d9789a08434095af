package holdfast.probe;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class JsonTermsTest {
    @Test
    void cutsAtComparisonsOfTheTopLevelOnly() {
        assertEquals(List.of("length(@)"), JsonTerms.of("length(@) > `0`"));
        assertEquals(List.of("a", "b"), JsonTerms.of("a == b"));
        assertEquals(List.of("a", "b.c"), JsonTerms.of("a >= `1` && !b.c"));
        assertEquals(List.of("items[?x > `1`]"), JsonTerms.of("items[?x > `1`]"));
        assertEquals(List.of("contains(a, '&& b')", "c"), JsonTerms.of("contains(a, '&& b') || c != 'x == y'"));
        assertEquals(List.of("\"a == b\""), JsonTerms.of("\"a == b\""));
    }

    @Test
    void leavesAPipeWhole() {
        assertEquals(List.of("a[] | length(@) > `1`"), JsonTerms.of("a[] | length(@) > `1`"));
    }

    @Test
    void tellsAMissingStepFromANullAtTheEnd() {
        Map<String, Object> document = Map.of("a", List.of(Map.of("b c", 1)));

        assertEquals(Optional.empty(), missing("a[0].\"b c\"", document));
        assertEquals(Optional.empty(), missing("a[-1]", document));
        assertEquals(Optional.of("[1]"), missing("a[1]", document));
        assertEquals(Optional.of("x"), missing("a[0].x", document));
        assertTrue(JsonPath.of("length(a)").isEmpty());
        assertTrue(JsonPath.of("a[*].b").isEmpty());
    }

    private static Optional<String> missing(String path, Object document) {
        return JsonPath.of(path).orElseThrow().missing(document);
    }
}
