package holdfast.daemon.control;

import holdfast.daemon.control.PortUse.Holder;
import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.Fleet;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceSpec;
import holdfast.model.Status;
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

    private static ServiceSpec on(int port) {
        long second = Samples.SECOND;
        var policy = new RecoverPolicy(2, 600 * second, second, second, 0, 0, 600 * second, 3600 * second, second, second);
        return new ServiceSpec(
                Samples.API, new DriverSpec.Watch(), Optional.of(port), List.of(), List.of(), second, second, policy, second, true);
    }
}
