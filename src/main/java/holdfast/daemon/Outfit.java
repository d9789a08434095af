package holdfast.daemon;

import holdfast.driver.Driver;
import holdfast.driver.Machine;
import holdfast.driver.Rehearsal;
import holdfast.journal.Boot;
import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.MachineAccess;
import holdfast.linux.OwnThread;
import holdfast.linux.ProcessLookups;
import holdfast.model.Event;
import holdfast.model.Question;
import holdfast.probe.ProbeThreads;
import holdfast.probe.Probes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a daemon stands on; tests bring their own.
///
/// @param probing where probes run
/// @param hands for close looks and targeted repairs
/// @param driver made once the inbox exists that its answers go to
/// @param machine for those who look at it or work on it without being asked by the core
/// @param user name of the account that Holdfast runs as
/// @param boot the boot of the machine, see [Boot#id]
/// @param pid of this process
/// @param rivals looks for whoever else restarts a service
/// @param rehearsal walks the way from a crash to the restart beforehand; returns at once
/// @param release frees what all these hold
public record Outfit(
        Clock clock,
        Eyes eyes,
        Executor probing,
        Hands hands,
        Function<Consumer<Event>, Driver> driver,
        ProcessLookups lookups,
        Optional<MachineAccess> machine,
        String user,
        String boot,
        long pid,
        Rivals rivals,
        Runnable rehearsal,
        Runnable release) {
    /// Rounds of the rehearsal: the first ones are slow, while code is loaded and linked.
    private static final int REHEARSALS = 20;

    /// Bytes of the hash that names an instance: enough for no two state directories of a machine to share it.
    private static final int INSTANCE_BYTES = 6;

    /// Without hands and rehearsal, and without the machine itself.
    public Outfit(
            Clock clock,
            Eyes eyes,
            Executor probing,
            Function<Consumer<Event>, Driver> driver,
            ProcessLookups lookups,
            String user,
            String boot,
            long pid,
            Runnable release) {
        this(clock, eyes, probing, Hands.NONE, driver, lookups, Optional.empty(), user, boot, pid, Rivals.NONE, () -> {}, release);
    }

    /// The real thing.
    ///
    /// @param stateDirectory tells this Holdfast from every other of the machine, in this life and the next
    /// @throws IOException when `/proc` cannot be read
    public static Outfit ofMachine(Path stateDirectory) throws IOException {
        String boot = Boot.id();
        var kernel = new LinuxKernel();
        var lookups = new ProcessLookups();
        var watch = new ExitWatch(kernel, lookups.table());
        var probes = new Probes(lookups);
        var threads = new ProbeThreads();
        String instance = instance(stateDirectory);
        var cgroups = Cgroups.find(Path.of("/proc"), instance, kernel.userId() == 0);
        var machine = new MachineAccess(instance, kernel, lookups, watch, cgroups, boot);
        var driven = new Machine(instance, kernel, lookups, watch, cgroups, boot);
        var backends = new Backends(driven, stateDirectory);
        return new Outfit(
                Clock.ofMachine(),
                new DiscreetEyes((check, service, process) -> check.question() instanceof Question.BackendHealth
                        ? backends.health(check, service)
                        : probes.run(check, service, process)),
                threads,
                new MachineHands(machine, stateDirectory, backends),
                inbox -> backends.begin(heard(inbox)),
                lookups,
                Optional.of(machine),
                System.getProperty("user.name"),
                boot,
                ProcessHandle.current().pid(),
                (service, process) -> backends.rivals(service, process).map(Discretion::clean),
                () -> rehearse(driven),
                () -> {
                    threads.close();
                    probes.close();
                    backends.close();
                    watch.close();
                });
    }

    /// What comes of it is of no interest: it is walked for the walking.
    private static void rehearse(Machine driven) {
        var _ = Rehearsal.begin(driven, REHEARSALS);
        var _ = Thread.ofPlatform().daemon().start(OwnThread::letOthersGoFirst);
    }

    /// What drivers say, without secrets, and with a word where they could not see.
    private static Consumer<Event> heard(Consumer<Event> inbox) {
        var unreadable = new Unreadable(inbox);
        return event -> unreadable.accept(Discretion.clean(event));
    }

    static String instance(Path stateDirectory) {
        try {
            byte[] path = stateDirectory.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(path), 0, INSTANCE_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
