package holdfast.daemon.control;

import holdfast.daemon.control.PortUse.Holder;
import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.Finding;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.ProcessIdentity;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceSpec;
import holdfast.model.Status;
import holdfast.model.Status.Next;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PortLookTest {
    @Test
    void namesAStrangerWithoutHisPassword() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String listen = "my $s = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', LocalPort => " + port + ") or die;"
                + " $| = 1; print qq(up\\n); sleep 600";
        Process stranger = new ProcessBuilder("perl", "-MIO::Socket::INET", "-e", listen, "--", "--password=hunter2topsecret").start();
        try {
            assertEquals("up", stranger.inputReader().readLine());

            List<Holder> holders = new PortLook(new ProcessLookups(), Optional.empty())
                    .look(new Fleet(List.of(on(port))), new Status(0, List.of()))
                    .getFirst()
                    .holders();

            assertEquals(List.of(stranger.pid()), holders.stream().map(Holder::pid).toList());
            String command = holders.getFirst().command();
            assertTrue(command.endsWith("--password=•••"), command);
            assertFalse(command.contains("hunter2topsecret"), command);
        } finally {
            stranger.destroyForcibly();
        }
    }

    /// The workers of a PM2 cluster do not listen themselves: the daemon does.
    @Test
    void theDaemonOfAPm2ClusterHoldsThePortForAServiceThatRuns() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String listen = "$0 = 'PM2 v6.0.5: God Daemon (/root/.pm2)'; my $s = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1',"
                + " LocalPort => " + port + ") or die; $| = 1; print qq(up\\n); sleep 600";
        Process daemon = new ProcessBuilder("perl", "-MIO::Socket::INET", "-e", listen).start();
        Process worker = new ProcessBuilder("sleep", "600").start();
        try {
            assertEquals("up", daemon.inputReader().readLine());
            ServiceSpec app = on(port, new DriverSpec.Pm2("api", DriverSpec.Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.of(port)));
            ServiceStatus known = Samples.service("api", State.UP, Health.HEALTHY, Optional.empty(), Next.What.PROBE);

            assertEquals(List.of(Finding.Holder.SERVICE), holders(app, Samples.processed(known, Optional.of(identity(worker)))));
            assertEquals(List.of(Finding.Holder.STRANGER), holders(app, Samples.unprocessed(known)));
        } finally {
            daemon.destroyForcibly();
            worker.destroyForcibly();
        }
    }

    private static List<Finding.Holder> holders(ServiceSpec spec, ServiceStatus status) throws Exception {
        return new PortLook(new ProcessLookups(), Optional.empty())
                .look(new Fleet(List.of(spec)), new Status(0, List.of(status))).getFirst().holders().stream()
                .map(Holder::whose)
                .toList();
    }

    private static ProcessIdentity identity(Process process) {
        var table = new ProcessLookups().table();
        return new ProcessIdentity(
                process.pid(), table.stat(process.pid()).found().orElseThrow().startTicks(), table.bootId().found().orElseThrow());
    }

    private static ServiceSpec on(int port) {
        return on(port, new DriverSpec.Watch());
    }

    private static ServiceSpec on(int port, DriverSpec driver) {
        long second = Samples.SECOND;
        var policy = new RecoverPolicy(2, 600 * second, second, second, 0, 0, 600 * second, 3600 * second, second, second);
        return new ServiceSpec(
                Samples.API, driver, Optional.of(port), List.of(), List.of(), second, second, policy, second, true);
    }
}
