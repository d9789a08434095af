package holdfast.probe;

import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class HealthReportTest {
    private static Optional<String> failing(String report) throws Json.Malformed {
        return HealthReport.failingParts(Json.parse(report));
    }

    @Test
    void namesNestedComponentsByTheirPath() throws Json.Malformed {
        String report = "{\"status\":\"DOWN\",\"components\":{\"cache\":{\"status\":\"DOWN\",\"components\":"
                + "{\"redis\":{\"status\":\"OUT_OF_SERVICE\"},\"local\":{\"status\":\"UP\"}}},\"ping\":{\"status\":\"UNKNOWN\"}}}";

        assertEquals(Optional.of("cache/redis (OUT_OF_SERVICE)"), failing(report));
    }

    @Test
    void readsTheOldDetails() throws Json.Malformed {
        assertEquals(Optional.of("db (DOWN)"), failing("{\"status\":\"DOWN\",\"details\":{\"db\":{\"status\":\"DOWN\"}}}"));
    }

    @Test
    void saysNothingOfOtherJson() throws Json.Malformed {
        assertTrue(failing("{\"error\":\"down\"}").isEmpty());
        assertTrue(failing("[1]").isEmpty());
        assertTrue(failing("{\"status\":503,\"components\":{\"db\":{\"status\":\"DOWN\"}}}").isEmpty());
    }
}
