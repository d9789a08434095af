package holdfast.repair;

import holdfast.linux.ProcessKey;
import holdfast.linux.Signals;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import holdfast.repair.PortFreeing.Claim;
import holdfast.repair.PortFreeing.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PortFreeingTest {
    @TempDir
    Path directory;

    private Bench bench;
    private int port;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(directory);
        port = Bench.freePort();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void endsAStrayOfTheService() throws Exception {
        Process stray = bench.start(1, Bench.perl(Bench.listening(port, "")));

        Reason done = Bench.applied(free(Optional.empty()));

        assertEquals(List.of("" + port, "" + stray.pid()), done.values().subList(0, 2));
        assertFalse(bench.lives(stray.pid()));
        Bench.finds("repair.port.free", free(Optional.empty()));
    }

    @Test
    void endsAStrayOfThreeGenerationsThatIgnoresTheRequestAndIsStopped() throws Exception {
        String grandchild = "fork and sleep(600), exit; fork and sleep(600), exit; $SIG{TERM} = 'IGNORE';";
        Process oldest = bench.start(1, Bench.perl(Bench.listening(port, grandchild)));
        List<ProcessHandle> all = oldest.descendants().toList();
        assertEquals(2, all.size());
        bench.machine.door().signal(bench.machine.table().stat(all.getFirst().pid()).found().orElseThrow().key(), Signals.STOP);

        Bench.applied(free(Optional.empty()));

        assertFalse(bench.lives(oldest.pid()));
        all.forEach(process -> assertFalse(bench.lives(process.pid())));
    }

    /// Its end would be the end of all that it keeps.
    @Test
    void neverEndsABackendThatHoldsThePortForOneOfItsOwn() throws Exception {
        for (String title : List.of("PM2 v6.0.5: God Daemon (/home/shop/.pm2)", "/usr/bin/docker-proxy")) {
            Process backend = bench.stranger(Bench.perl(Bench.listening(port, "$0 = '" + title + "';")));

            ProcessKey named = bench.machine.lookups().card(backend.pid()).found().orElseThrow().key();
            var refused =
                    assertInstanceOf(Outcome.Refused.class, new PortFreeing(bench.machine).free(port, List.of(), Set.of(named)));

            assertEquals("repair.port.keeper", refused.reason().key());
            assertEquals(Set.of(), refused.strangers());
            assertTrue(bench.lives(backend.pid()));
            backend.destroyForcibly().waitFor();
        }
    }

    @Test
    void leavesAStrangerAloneAndNamesHim() throws Exception {
        Process stranger = bench.stranger(Bench.perl(Bench.listening(port, "")));

        RemedyOutcome outcome = free(Optional.empty());

        Bench.refuses("repair.port.stranger", outcome);
        List<String> values = ((RemedyOutcome.Failed) outcome).reason().values();
        assertEquals(List.of("" + port, "" + stranger.pid(), System.getProperty("user.name")), values.subList(0, 3));
        assertTrue(values.getLast().startsWith("/usr/bin/perl"));
        assertTrue(bench.lives(stranger.pid()));
    }

    @Test
    void leavesTheRunningServiceAlone() throws Exception {
        Process current = bench.start(2, Bench.perl(Bench.listening(port, "")));

        Bench.refuses("repair.port.service", free(Optional.of(current)));

        assertTrue(bench.lives(current.pid()));
    }

    @Test
    void endsOnlyTheStrayWhenTheServiceRunsBesideIt() throws Exception {
        Process stray = bench.start(1, Bench.perl(Bench.listening(port, "")));
        Process current = bench.start(2, "/bin/sh", "-c", "echo on; sleep 600");

        Bench.applied(free(Optional.of(current)));

        assertFalse(bench.lives(stray.pid()));
        assertTrue(bench.lives(current.pid()));
    }

    @Test
    void refusesAPortThatIsNotTheServicesOwn() {
        Bench.refuses(
                "repair.port.not-declared", bench.apply(new Remedy.FreePort(port), bench.service(directory, Optional.of(port + 1))));
    }

    @Test
    void endsAStrangerForAPersonWhoSaysSo() throws Exception {
        Process stranger = bench.stranger(Bench.perl(Bench.listening(port, "")));
        var freeing = new PortFreeing(bench.machine);

        var asked = assertInstanceOf(Outcome.Refused.class, freeing.free(port, List.of(new Claim("api", Optional.empty())), Set.of()));
        Outcome forced = freeing.free(port, List.of(new Claim("api", Optional.empty())), asked.strangers());

        assertEquals(List.of(stranger.pid()), asked.strangers().stream().map(ProcessKey::pid).toList());
        assertEquals("repair.port.done", assertInstanceOf(Outcome.Freed.class, forced).reason().key());
        assertFalse(bench.lives(stranger.pid()));
    }

    @Test
    void neverEndsAnotherStrangerThanTheOneThatWasNamed() throws Exception {
        Process other = bench.stranger(Bench.perl(Bench.listening(port, "")));
        ProcessKey named = bench.machine.lookups().card(ProcessHandle.current().pid()).found().orElseThrow().key();

        Outcome outcome = new PortFreeing(bench.machine).free(port, List.of(), Set.of(named, new ProcessKey(other.pid(), 1)));

        assertEquals("repair.port.stranger", assertInstanceOf(Outcome.Refused.class, outcome).reason().key());
        assertTrue(bench.lives(other.pid()));
    }

    @Test
    void neverEndsItselfHoweverForced() throws Exception {
        try (var own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProcessKey self = bench.machine.lookups().card(ProcessHandle.current().pid()).found().orElseThrow().key();
            Outcome outcome = new PortFreeing(bench.machine).free(own.getLocalPort(), List.of(), Set.of(self));

            assertEquals("repair.port.untouchable", assertInstanceOf(Outcome.Refused.class, outcome).reason().key());
        }
    }

    private RemedyOutcome free(Optional<Process> current) {
        ServiceSpec service = bench.service(directory, Optional.of(port));
        return bench.apply(new Remedy.FreePort(port), service, current.map(bench::identity));
    }
}
