package holdfast.diagnosis;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The rules know other rooms' sentences by their keys; one that is renamed there must not fall silent here.
final class ProbeKeysTest {
    private static final Path SOURCES = Path.of("src/main/java/holdfast/diagnosis");
    private static final Pattern FOREIGN = Pattern.compile("\"((?:probe|driver|supervisor)\\.[a-z0-9.-]+)\"");

    static Set<String> keys(String room) throws IOException {
        var properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/resources/holdfast", room, "messages.properties"))) {
            properties.load(in);
        }
        return properties.stringPropertyNames();
    }

    private static List<String> used() throws IOException {
        var used = new ArrayList<String>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.sorted().toList()) {
                FOREIGN.matcher(Files.readString(file)).results().map((MatchResult hit) -> hit.group(1)).forEach(used::add);
            }
        }
        return used;
    }

    @Test
    void everySentenceOfAnotherRoomThatARuleKnowsExistsThere() throws IOException {
        var unknown = new ArrayList<String>();
        List<String> used = used();
        for (String key : used) {
            Set<String> there = keys(key.substring(0, key.indexOf('.')));
            boolean isKnown = key.endsWith(".") ? there.stream().anyMatch(one -> one.startsWith(key)) : there.contains(key);
            if (!isKnown) {
                unknown.add(key);
            }
        }

        assertEquals(List.of(), unknown);
        assertTrue(used.size() > 50, "only " + used.size() + " found: the pattern does not fit the sources any more");
    }
}
