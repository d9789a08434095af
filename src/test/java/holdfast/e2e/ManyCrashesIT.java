package holdfast.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// Fifty services that crash in the same moment.
class ManyCrashesIT {
    private static final int SERVICES = 50;

    /// The default budget of the host: ten measures in ten seconds.
    private static final int BUDGET = 10;

    private static final Pattern RESTART = Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d).*restarting it to repair it");

    private final Sandbox sandbox = new Sandbox();

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void allComeBackAndNeverMoreAtOnceThanTheHostMayStart() {
        var text = new StringBuilder("state: state\ndefaults:\n  every: 30s\nservices:\n");
        for (int i = 0; i < SERVICES; i++) {
            text.append("  s%d:\n    run: sleep 1000000\n    checks: [ { process: {} } ]\n".formatted(i));
        }
        Daemon daemon = sandbox.configure(text.toString()).monitor();
        Await.until("all are healthy", 60, () -> healthy(daemon, List.of()) == SERVICES);
        List<Long> before = Processes.in(sandbox.folder()).stream()
                .filter(pid -> Processes.commandLine(pid).startsWith("sleep"))
                .toList();

        before.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));

        Await.until("all are healthy again, as other processes", 180, () -> healthy(daemon, before) == SERVICES);
        List<Integer> seconds = restarts(daemon.output());
        assertTrue(seconds.size() >= SERVICES, "restarts: " + seconds);
        for (int first : seconds) {
            // Stamps are whole seconds, so that a window of nine is surely within one of ten.
            long within = seconds.stream().filter(second -> second >= first && second < first + 9).count();
            assertTrue(within <= BUDGET, within + " restarts from second " + first + ": " + seconds);
        }
    }

    /// @param but pids that do not count
    private static long healthy(Daemon daemon, List<Long> but) {
        return daemon.status().stream()
                .flatMap(status -> status.objects("services").stream())
                .filter(service -> service.text("health").equals("healthy") && !but.contains(service.number("pid")))
                .count();
    }

    /// Seconds of the day at which a repair began, in the order of the log.
    private static List<Integer> restarts(String output) {
        var seconds = new ArrayList<Integer>();
        var matcher = RESTART.matcher(output);
        while (matcher.find()) {
            seconds.add(Integer.parseInt(matcher.group(1)) * 3600
                    + Integer.parseInt(matcher.group(2)) * 60
                    + Integer.parseInt(matcher.group(3)));
        }
        return seconds;
    }
}
