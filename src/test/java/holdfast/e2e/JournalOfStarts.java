package holdfast.e2e;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// What a journal says of the incarnations of each service, read from the database itself.
final class JournalOfStarts {
    private final Map<String, Map<Long, Told>> services = new TreeMap<>();
    private final Set<String> unwanted = new HashSet<>();
    private final Map<String, Long> lastCrash = new TreeMap<>();
    private final Map<String, Long> open = new TreeMap<>();

    private JournalOfStarts() {}

    /// One incarnation.
    ///
    /// @param pid as told by a start or an adoption; empty when it was only intended
    /// @param crashed it ended unasked
    /// @param isInIncident an incident was open then, or was opened for it before anything else was started; or nobody wanted it to run
    ///     any more, so that its end was none
    record Told(long incarnation, Optional<Long> pid, boolean crashed, boolean isInIncident) {}

    static JournalOfStarts read(Path database) {
        var journal = new JournalOfStarts();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT service, kind, body FROM facts ORDER BY sequence")) {
            while (rows.next()) {
                journal.take(rows.getString("service"), rows.getString("kind"), Json.read(rows.getString("body")));
            }
        } catch (SQLException e) {
            throw new AssertionError("the journal cannot be read", e);
        }
        return journal;
    }

    /// In the order of their numbers.
    List<Told> of(String service) {
        return List.copyOf(services.getOrDefault(service, Map.of()).values());
    }

    private void take(String service, String kind, Json body) {
        Map<Long, Told> known = services.computeIfAbsent(service, _ -> new TreeMap<>());
        switch (kind) {
            case "start-intended" -> {
                long number = body.number("incarnation");
                assertTrue(!known.containsKey(number), () -> "a number is used twice: " + service + " " + number);
                known.put(number, new Told(number, Optional.empty(), false, false));
                lastCrash.remove(service);
            }
            case "started", "adopted" -> runs(service, known, body);
            case "wish-changed" -> wished(service, body.text("wish").equalsIgnoreCase("down"));
            case "ended" -> {
                if (Boolean.FALSE.equals(body.fields().get("asked"))) {
                    crashed(service, known, body.number("incarnation"));
                }
            }
            case "incident-opened" -> {
                Long before = open.put(service, body.number("incident"));
                assertTrue(before == null, () -> "two incidents at once: " + service + " " + before);
                Long crash = lastCrash.get(service);
                if (crash != null) {
                    known.computeIfPresent(crash, (number, one) -> new Told(number, one.pid(), true, true));
                }
            }
            case "incident-closed" -> open.remove(service);
            default -> {}
        }
    }

    private void wished(String service, boolean isDown) {
        if (isDown) {
            unwanted.add(service);
        } else {
            unwanted.remove(service);
        }
    }

    private static void runs(String service, Map<Long, Told> known, Json body) {
        long number = body.number("incarnation");
        Optional<Long> pid = Optional.of(body.object("process").orElseThrow().number("pid"));
        Told before = known.get(number);
        boolean isOther = before != null && before.pid().isPresent() && !before.pid().equals(pid);
        assertTrue(!isOther, () -> "two processes in one incarnation: " + service + " " + before + " and " + pid);
        known.put(number, new Told(number, pid, false, false));
    }

    private void crashed(String service, Map<Long, Told> known, long number) {
        Told ended = known.get(number);
        assertTrue(ended != null && !ended.crashed(), () -> "an end of nothing, or told twice: " + service + " " + ended);
        known.put(number, new Told(number, ended.pid(), true, open.containsKey(service) || unwanted.contains(service)));
        lastCrash.put(service, number);
    }
}
