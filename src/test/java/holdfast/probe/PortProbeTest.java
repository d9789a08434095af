package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;

/// Who holds the port: the service, a descendant, one that only carries its token, or a stranger.
final class PortProbeTest {
    private static final DriverSpec RUN =
            new DriverSpec.Run(List.of("server"), "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty());

    private static Ask.Said ask(int port, DriverSpec driver, Optional<ProcessIdentity> process) {
        return Ask.ask(new Question.Port(port), driver, process);
    }

    @Test
    void theMainProcessItselfPasses() throws IOException {
        try (var listener = new ServerSocket(0)) {
            var said = ask(listener.getLocalPort(), RUN, Optional.of(identity(ProcessHandle.current().pid())));

            passes(said, "Port " + listener.getLocalPort() + " is held by pid " + ProcessHandle.current().pid(), "java");
            assertEquals("pid=" + ProcessHandle.current().pid(), said.value());
        }
    }

    @Test
    void aDescendantPasses() throws IOException {
        try (var tree = ProcessFixture.shell(ProcessFixture.LISTEN + " & wait")) {
            int port = tree.number();

            passes(ask(port, RUN, Optional.of(tree.identity())), "Port " + port + " is held by pid");
        }
    }

    @Test
    void oneThatLeftTheTreeButCarriesTheTokenPasses() throws IOException {
        // The subshell ends at once, so the listener's parent becomes init.
        try (var tree = ProcessFixture.shell("( " + ProcessFixture.LISTEN + " & ) ; exec sleep 60")) {
            int port = tree.number();

            passes(ask(port, RUN, Optional.of(tree.identity())), "Port " + port + " is held by pid");
        }
    }

    @Test
    void aStrangerIsNamedWithPidUserAndCommand() throws IOException {
        try (var stranger = ProcessFixture.shell(ProcessFixture.LISTEN + " & wait");
                var own = ProcessFixture.shell("echo 0; exec sleep 60")) {
            int port = stranger.number();
            assertEquals(0, own.number());

            fails(ask(port, RUN, Optional.of(own.identity())),
                    "held by a process that is not of this service: pid ", "(" + System.getProperty("user.name") + ")", "python3");
        }
    }

    @Test
    void aServiceThatDoesNotRunHoldsNothing() throws IOException {
        try (var listener = new ServerSocket(0)) {
            fails(ask(listener.getLocalPort(), RUN, Optional.empty()), "The service does not run, and port ", "java");
        }
    }

    @Test
    void whoeverListensIsTakenForAWatchedService() throws IOException {
        try (var listener = new ServerSocket(0)) {
            passes(ask(listener.getLocalPort(), new DriverSpec.Watch(), Optional.empty()), "is held by pid");
        }
    }

    @Test
    void nobodyIsSaid() throws IOException {
        int port;
        try (var listener = new ServerSocket(0)) {
            port = listener.getLocalPort();
        }

        fails(ask(port, RUN, Optional.of(identity(ProcessHandle.current().pid()))), "Nobody listens on port " + port);
    }

    @Test
    void aReusedPidIsNotTheService() throws IOException {
        try (var listener = new ServerSocket(0)) {
            var now = identity(ProcessHandle.current().pid());
            var before = new ProcessIdentity(now.pid(), now.startTicks() - 1, now.bootId());

            fails(ask(listener.getLocalPort(), RUN, Optional.of(before)), "is gone");
        }
    }

    static ProcessIdentity identity(long pid) {
        var table = new ProcessLookups().table();
        return new ProcessIdentity(
                pid, table.stat(pid).found().orElseThrow().startTicks(), table.bootId().found().orElseThrow());
    }
}
