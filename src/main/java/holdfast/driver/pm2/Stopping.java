package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.driver.Names;
import holdfast.driver.Reaper;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.model.Command;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Has PM2 stop a service (`stopProcessId` for every instance) and proves that all its processes are gone; what PM2 left, since it
/// had moved to another session or lost its parent, is ended here. How gently PM2 asks is its own matter: SIGINT, and after
/// `kill_timeout` (1.6 s) SIGKILL.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Stopping {
    /// Nanoseconds, on top of the grace, for PM2 to say that it is done.
    private static final long ANSWER_NANOS = 10_000_000_000L;

    /// Nanoseconds to wait for the status of a main process that is gone.
    private static final long STATUS_NANOS = 1_000_000_000L;

    /// What PM2 asks a process to end with (`PM2_KILL_SIGNAL`), signal(7): INT.
    private static final int INTERRUPT = 2;

    private final Machine machine;
    private final Judge judge;
    private final Kin kin;

    Stopping(Machine machine, Judge judge) {
        this.machine = machine;
        this.judge = judge;
        this.kin = new Kin(machine);
    }

    StopOutcome stop(Command.StopProcess command, Hub hub, Ward ward) {
        return switch (hub.look()) {
            case Backend.Look.Unknown(Reason reason) -> new StopOutcome.NotProven(reason);
            case Backend.Look.Dead() -> end(command, hub, ward, new Meant(known(command, ward), Set.of(), true));
            case Backend.Look.Apps apps -> stop(command, hub, ward, apps);
        };
    }

    private StopOutcome stop(Command.StopProcess command, Hub hub, Ward ward, Backend.Look.Apps look) {
        List<Instance> instances = hub.instances(look, ward);
        var known = new HashSet<>(known(command, ward));
        instances.forEach(one -> one.process().ifPresent(known::add));
        synchronized (ward) {
            instances.forEach(one -> ward.marks.add(one.app().mark()));
        }
        // Before anything is signalled: whoever is proven by descent now is known for good.
        kin.of(judge.marks(hub, ward), known, Set.of()).found().ifPresent(some -> some.forEach(stat -> known.add(stat.key())));
        Optional<Instance> endangered = instances.stream().filter(this::isPidOfAnother).findFirst();
        if (endangered.isPresent()) {
            App app = endangered.get().app();
            return new StopOutcome.NotProven(Reason.of("driver.pm2.pid-of-another", app.name(), app.pid()));
        }
        boolean isStoppedAlready = View.of(instances) instanceof Sight.Rested;
        synchronized (ward) {
            ward.isStoppedUnheard = isStoppedAlready
                    && !ward.isStoppedByUs
                    && ward.told.filter(told -> told instanceof Observation.Running).isPresent();
        }
        Optional<Reason> refused = new Errands(hub.backend().rpc(), command.graceNanos() + ANSWER_NANOS)
                .run("stopProcessId", instances.stream()
                        .filter(Stopping::isToStop)
                        .map(one -> Long.toString(one.app().id()))
                        .toList());
        return proven(command, hub, ward, known, refused);
    }

    /// What a person started meanwhile is another incarnation, and theirs.
    private StopOutcome proven(
            Command.StopProcess command, Hub hub, Ward ward, Set<ProcessKey> known, Optional<Reason> refused) {
        Set<ProcessKey> newer = hub.look() instanceof Backend.Look.Apps after
                ? hub.instances(after, ward).stream()
                        .flatMap(one -> one.process().stream())
                        .filter(key -> !known.contains(key))
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
        boolean isRefused = refused.isPresent() && hub.look() instanceof Backend.Look.Apps after
                && hub.instances(after, ward).stream().anyMatch(one -> one.process().filter(known::contains).isPresent());
        if (isRefused) {
            return new StopOutcome.NotProven(refused.orElseThrow());
        }
        synchronized (ward) {
            ward.isStoppedByUs = newer.isEmpty() && !ward.isStoppedUnheard;
        }
        return end(command, hub, ward, new Meant(known, newer, false));
    }

    /// Who is to be ended.
    ///
    /// @param isUnasked there was no PM2 to ask the main process to stop
    private record Meant(Set<ProcessKey> known, Set<ProcessKey> spared, boolean isUnasked) {}

    private StopOutcome end(Command.StopProcess command, Hub hub, Ward ward, Meant meant) {
        Set<String> marks = judge.marks(hub, ward);
        Optional<ProcessKey> main = main(command, ward).filter(key -> !meant.spared().contains(key));
        Reading<List<ProcessStat>> left = new Reaper(machine, () -> kin.of(marks, meant.known(), meant.spared()))
                .end(
                        main.filter(_ -> meant.isUnasked()),
                        // What PM2 has asked already does not act on that, or never heard of it.
                        meant.isUnasked() ? INTERRUPT : Signals.TERM,
                        command.graceNanos(),
                        List.of());
        return switch (left) {
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) when some.isEmpty() -> {
                synchronized (ward) {
                    ward.own = Optional.empty();
                }
                yield new StopOutcome.Gone(
                        main.map(key -> hub.ends().status(key, STATUS_NANOS)).orElseGet(ExitStatus.Unknown::new));
            }
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) ->
                new StopOutcome.NotProven(Names.unkillable(machine, some.getFirst()));
            case Reading.Gone<List<ProcessStat>> _ ->
                new StopOutcome.NotProven(Reason.of("driver.processes-unreadable", "/proc", "No such file or directory"));
            case Reading.Unreadable<List<ProcessStat>>(String subject, String cause) ->
                new StopOutcome.NotProven(Reason.of("driver.processes-unreadable", subject, cause));
        };
    }

    /// PM2 waits to start it again and would signal its old pid, which the kernel has given to another process by now.
    private boolean isPidOfAnother(Instance instance) {
        return instance.app().isComingBack()
                && instance.process().isEmpty()
                && machine.lookups()
                        .table()
                        .stat(instance.app().pid())
                        .found()
                        .filter(stat -> !stat.hasEnded())
                        .isPresent();
    }

    private static boolean isToStop(Instance instance) {
        return switch (instance.state()) {
            case UP, PASSING, COMING, UNCLEAR -> true;
            case GIVEN_UP, RESTED -> false;
        };
    }

    private Set<ProcessKey> known(Command.StopProcess command, Ward ward) {
        return main(command, ward).map(Set::of).orElseGet(Set::of);
    }

    private Optional<ProcessKey> main(Command.StopProcess command, Ward ward) {
        return command.process()
                .filter(process -> process.bootId().equals(machine.bootId()))
                .map(process -> new ProcessKey(process.pid(), process.startTicks()))
                .or(() -> {
                    synchronized (ward) {
                        return ward.last;
                    }
                });
    }
}
