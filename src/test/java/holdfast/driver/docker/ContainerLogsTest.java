package holdfast.driver.docker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

final class ContainerLogsTest extends SharedEngine {
    /// By these times a close look tells the words of one run from those of the one before.
    @Test
    void everyLineHasItsTimeInFrontWhereThatIsAskedFor() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        String id = engine.docker("create", "--network=none", "--name", name, Dockerd.IMAGE, "sh", "-c", "echo first; echo second >&2");
        engine.docker("start", id);
        engine.docker("wait", id);
        var plain = new ArrayList<String>();
        var stamped = new ArrayList<String>();

        try (var logs = new ContainerLogs(service, Map.of())) {
            assertEquals(Optional.empty(), logs.last(10, plain::add));
            assertEquals(Optional.empty(), logs.stamped(10, stamped::add));
        }

        assertEquals(List.of("first", "second"), plain.stream().sorted().toList());
        assertEquals(List.of("first", "second"), stamped.stream().map(line -> line.substring(line.indexOf(' ') + 1)).sorted().toList());
        stamped.forEach(line -> assertFalse(Instant.parse(line.substring(0, line.indexOf(' '))).isBefore(before), line));
    }
}
