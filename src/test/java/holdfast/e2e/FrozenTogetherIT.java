package holdfast.e2e;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Every service of a host is stopped by a signal at once: that looks like a common cause, and each is known to have its own.
class FrozenTogetherIT {
    private static final List<String> NAMES = IntStream.range(0, 4).mapToObj(i -> "s" + i).toList();

    private final Sandbox sandbox = new Sandbox();

    @BeforeEach
    void prepare() {
        Sandbox.needs("python3", "python3");
        sandbox.configure("state: state\nservices:\n" + NAMES.stream().map(FrozenTogetherIT::service).collect(Collectors.joining()));
    }

    private static String service(String name) {
        int port = Web.freePort();
        return """
                %1$s:
                  run: python3 -m http.server --bind 127.0.0.1 %2$d
                  port: %2$d
                  every: 1s
                  recheck: 250ms
                  timeout: 500ms
                  checks: [{ http: / }]
                  stop: { within: 1s }
                  recover: { stable: 1s }
                """.formatted(name, port).indent(2);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void allAreRestartedLongBeforeTheWaitForACommonCauseIsOver() {
        Daemon daemon = sandbox.monitor();
        List<Long> before = NAMES.stream().map(name -> daemon.awaitHealthy(name).number("pid")).toList();

        before.forEach(pid -> Processes.signal("STOP", pid));
        NAMES.forEach(name -> daemon.await(name, "has been repaired and proven", 120, service -> service.number("recoveries") == 1));

        List<Long> after = NAMES.stream().map(name -> daemon.awaitHealthy(name).number("pid")).toList();
        assertEquals(8, Stream.concat(before.stream(), after.stream()).distinct().count(), before + " " + after);
        for (Json incident : sandbox.incidents()) {
            Json told = Json.read(sandbox.holdfast("incidents", String.valueOf(incident.number("id")), "--json").output());
            assertEquals(List.of("restart held"), told.objects("measures").stream()
                    .map(measure -> measure.text("measure") + " " + measure.text("result"))
                    .toList());
        }
    }
}
