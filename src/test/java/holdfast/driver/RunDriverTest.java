package holdfast.driver;

import holdfast.linux.Account;
import holdfast.linux.Errno;
import holdfast.linux.Exit;
import holdfast.linux.ExitPoll;
import holdfast.linux.Kernel;
import holdfast.linux.LinuxKernel;
import holdfast.linux.Pidfd;
import holdfast.linux.ProcessKey;
import holdfast.linux.Reading;
import holdfast.linux.SpawnRequest;
import holdfast.linux.SysResult;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class RunDriverTest extends DriverContract {
    @TempDir
    private Path directory = Path.of("");

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig(directory, Rig.Cgroup.WANTED);
    }

    @AfterEach
    void close() throws Exception {
        rig.endWith(service(List.of("any")));
        rig.close();
    }

    @Override
    Driver driver() {
        return rig.driver;
    }

    @Override
    BlockingQueue<Event> events() {
        return rig.events;
    }

    @Override
    ServiceSpec service(List<String> argv) {
        return rig.service(argv, Map.of(), Optional.empty(), Optional.empty());
    }

    @Test
    void tellsWhatTheMachineHasRunOutOf() throws Exception {
        outOf(Errno.EMFILE, StartFailure.OUT_OF_HANDLES, "driver.out-of-handles");
        outOf(Errno.ENFILE, StartFailure.OUT_OF_HANDLES, "driver.out-of-handles");
        outOf(Errno.EAGAIN, StartFailure.OUT_OF_PROCESSES, "driver.out-of-processes");
        outOf(Errno.ENOMEM, StartFailure.OUT_OF_PROCESSES, "driver.out-of-memory");
    }

    @Test
    void aSealedEnclosureHoldsEverythingAndIsRemovedAtTheEnd() throws Exception {
        Assumptions.assumeTrue(rig.machine.cgroups().home().isPresent(), "no cgroup v2 is permitted here");
        ServiceSpec service = rig.shell("setsid env -i sleep 600 & sleep 600 & echo $!>$WIRE; exec sleep 600");
        ProcessIdentity main = rig.run(service, 1);
        rig.hear();
        var family = new Family(rig.machine, service.id(), Set.of(new ProcessKey(main.pid(), main.startTicks())));
        var enclosure =
                new Enclosure(rig.machine, new Token(rig.machine.instance(), service.id(), new Incarnation(1)), family);

        enclosure.seal();

        assertTrue(enclosure.isSealed());
        assertEquals(3, enclosure.members().found().orElseThrow().size());
        Path cgroup = rig.machine.cgroups().of("api").getFirst().directory();
        rig.stop(service, 1, Optional.of(main), Rig.SECOND);
        assertFalse(Files.exists(cgroup));
    }

    @Test
    void aSecondStartEndsTheFirstIncarnationBeforeItBegins() throws Exception {
        ServiceSpec service = rig.shell("exec sleep 600");
        ProcessIdentity first = rig.run(service, 1);

        rig.driver.start(new Command.StartProcess(service.id(), new Incarnation(2), Optional.of(first)), service);

        // The end of the first is proven before the second starts; which of the two is told first does not matter.
        List<Event> told = List.of(rig.await(Event.class), rig.await(Event.class));
        var exited = (Event.ProcessExited)
                told.stream().filter(Event.ProcessExited.class::isInstance).findFirst().orElseThrow();
        var started = (Event.StartAnswered)
                told.stream().filter(Event.StartAnswered.class::isInstance).findFirst().orElseThrow();
        assertEquals(new Incarnation(1), exited.incarnation());
        assertInstanceOf(StartOutcome.Started.class, started.outcome());
        assertFalse(rig.lives(first.pid()));
    }

    @Test
    void oneHoldfastNeverTouchesTheProcessesOfAnother() throws Exception {
        ServiceSpec service = rig.shell("exec sleep 600");
        ProcessIdentity theirs = rig.run(service, 1);
        var other = new Rig(directory, Rig.Cgroup.WANTED);
        try {
            other.run(service, 1);
            other.stop(service, 1, Optional.empty(), Rig.SECOND);

            assertTrue(rig.lives(theirs.pid()));
            assertInstanceOf(
                    Reading.Found.class,
                    new Family(rig.machine, service.id(), Set.of()).of(new Incarnation(1)));
        } finally {
            other.close();
        }
    }

    /// While its program is being loaded a process shows neither environment nor command line.
    @Test
    void aProcessIsFoundByItsTokenFromItsFirstMoment() throws Exception {
        ServiceSpec service = service(List.of("/bin/sleep", "600"));
        for (long incarnation = 1; incarnation <= 20; incarnation++) {
            ProcessIdentity process = rig.run(service, incarnation);

            var found = new Family(rig.machine, service.id(), Set.of()).of(new Incarnation(incarnation));

            assertEquals(1, found.found().orElseThrow().size());
            rig.stop(service, incarnation, Optional.of(process), 0);
            rig.events.clear();
        }
    }

    @Test
    void aRehearsalLeavesNothingBehind() throws Exception {
        Rehearsal.begin(rig.machine, 3).get(20, TimeUnit.SECONDS);

        assertEquals(0, rig.machine.watch().size());
        assertEquals(Optional.empty(), Optional.ofNullable(rig.events.poll()));
    }

    private void outOf(int errno, StartFailure failure, String key) throws Exception {
        var poor = new Rig(directory, "poor", Rig.Cgroup.NONE, new PoorKernel(errno));
        try {
            var failed = assertInstanceOf(StartOutcome.Failed.class, poor.start(poor.shell("exit 0"), 1));
            assertEquals(failure, failed.failure());
            assertEquals(key, failed.reason().key());
        } finally {
            poor.close();
        }
    }

    /// The real kernel, but that it spawns nothing.
    private record PoorKernel(int errno, Kernel kernel) implements Kernel {
        PoorKernel(int errno) {
            this(errno, new LinuxKernel());
        }

        @Override
        public SysResult<Pidfd> spawn(SpawnRequest request) {
            return new SysResult.Failed<>(errno, "posix_spawn", request.program());
        }

        @Override
        public long userId() {
            return kernel.userId();
        }

        @Override
        public SysResult<Pidfd> open(long pid) {
            return kernel.open(pid);
        }

        @Override
        public SysResult<SysResult.Done> signal(Pidfd process, int signal) {
            return kernel.signal(process, signal);
        }

        @Override
        public SysResult<Optional<Exit>> peek(Pidfd child) {
            return kernel.peek(child);
        }

        @Override
        public SysResult<Optional<Exit>> reap(Pidfd child) {
            return kernel.reap(child);
        }

        @Override
        public SysResult<Optional<Exit>> exitOf(Pidfd process) {
            return kernel.exitOf(process);
        }

        @Override
        public SysResult<Optional<Account>> account(String name) {
            return kernel.account(name);
        }

        @Override
        public SysResult<ExitPoll> exitPoll() {
            return kernel.exitPoll();
        }
    }
}
