package holdfast.daemon.control;

import holdfast.daemon.control.PortFreed.Result;
import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessMark;
import holdfast.model.Health;
import holdfast.model.Reason;
import holdfast.model.Status;
import holdfast.model.Status.Next;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// On the real machine, with a process that carries the mark of run 3 of a service.
class PortReleaseTest {
    private static final String INSTANCE = "test-" + ProcessHandle.current().pid();

    @ParameterizedTest
    @EnumSource(value = State.class, names = {"LOOKING", "STARTING", "STOPPING", "STUCK"})
    void neverEndsARunWhoseProcessWasNotNotedYet(State state) throws Exception {
        int port = freePort();
        Process run = listening(port);
        try (var watch = new ExitWatch(new LinuxKernel(), new ProcessLookups().table())) {
            PortFreed freed = new PortRelease(Optional.of(machine(watch))).free(port, Set.of(new PortFreed.Stranger(run.pid(), startTicks(run))), status(state));

            assertEquals(Result.UNTOUCHABLE, freed.result(), freed.toString());
            assertTrue(run.isAlive());
        } finally {
            run.destroyForcibly();
        }
    }

    @Test
    void saysWhatToDoWhileNobodyLooks() {
        try (var watch = new ExitWatch(new LinuxKernel(), new ProcessLookups().table())) {
            PortFreed freed = new PortRelease(Optional.of(machine(watch))).free(1, Set.of(), status(State.LOOKING));

            assertEquals(Reason.of("daemon.control.port-unlooked", "api"), freed.reason());
        }
    }

    private static Status status(State state) {
        ServiceStatus known = Samples.service("api", state, Health.UNKNOWN, Optional.empty(), Next.What.PROBE);
        return new Status(Samples.NOW_NANOS, List.of(Samples.unprocessed(known)));
    }

    private static MachineAccess machine(ExitWatch watch) {
        var lookups = new ProcessLookups();
        String boot = lookups.table().bootId().found().orElseThrow();
        return new MachineAccess(INSTANCE, new LinuxKernel(), lookups, watch, Cgroups.none(), boot);
    }

    private static Process listening(int port) throws Exception {
        var builder = new ProcessBuilder("perl", "-MIO::Socket::INET", "-e",
                "my $s = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', LocalPort => " + port + ") or die;"
                        + " $| = 1; print qq(up\\n); sleep 600");
        builder.environment().put(ProcessMark.VARIABLE, new ProcessMark(INSTANCE, "api", 3).value());
        Process process = builder.start();
        assertEquals("up", process.inputReader().readLine());
        return process;
    }

    private static long startTicks(Process process) {
        return new ProcessLookups().card(process.pid()).found().orElseThrow().key().startTicks();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
