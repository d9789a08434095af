package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.driver.pm2.Trails.Starter;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Turns what PM2 shows into what may be told of a service, or finds that it is too early to tell.
///
/// A stop, and an app that is gone, are told only after PM2 has been quiet for a while: the same is seen while `pm2 kill`,
/// `pm2 update`, a reboot or a restart by hand are under way, and whoever is told of a stop takes it for a person's will. So is the
/// end of PM2 itself, since `pm2 update` and systemd bring it back.
///
/// Threading: any; blocks its caller.
final class Judge {
    /// Nanoseconds of quiet. An app that does not want to stop holds `pm2 kill` up for 1.6 s (`kill_timeout`).
    static final long QUIET_NANOS = 3_000_000_000L;

    /// Nanoseconds without a daemon until it counts as dead. `pm2 update` takes one to two seconds.
    static final long DEAD_NANOS = 3_000_000_000L;

    /// What a new daemon gets to start what was saved, two apps at a time.
    private static final Duration RESURRECTION = Duration.ofMinutes(1);

    private static final long PASSING_NANOS = 100_000_000L;
    private static final long STATUS_NANOS = 100_000_000L;

    private final Machine machine;
    private final Kin kin;

    Judge(Machine machine) {
        this.machine = machine;
        this.kin = new Kin(machine);
    }

    /// What comes of it.
    sealed interface Verdict {
        /// @param starts `restart_time` of the app meant, to tell two visits to the same state apart
        record Tell(Observation observation, long starts) implements Verdict {}

        /// Too early: look again after so long.
        record Wait(long nanos, Reason reason) implements Verdict {}
    }

    Verdict judge(Hub hub, Ward ward, Backend.Look look) {
        return switch (look) {
            case Backend.Look.Unknown(Reason reason) -> new Verdict.Wait(Long.MAX_VALUE, reason);
            case Backend.Look.Dead() -> dead(hub, ward);
            case Backend.Look.Apps apps -> listed(hub, ward, apps);
        };
    }

    private Verdict listed(Hub hub, Ward ward, Backend.Look.Apps look) {
        List<Instance> instances = hub.instances(look, ward);
        synchronized (ward) {
            instances.forEach(one -> ward.marks.add(one.app().mark()));
        }
        long starts = instances.stream().mapToLong(one -> one.app().starts()).sum();
        return switch (View.of(instances)) {
            case Sight.Up up -> up(hub, ward, up, instances, starts);
            case Sight.Passing(Reason reason) -> new Verdict.Wait(PASSING_NANOS, reason);
            case Sight.Coming(App app, long withinNanos, Reason reason) ->
                new Verdict.Tell(new Observation.Reviving(status(hub, app), withinNanos, reason), starts);
            case Sight.GivenUp(App app) ->
                new Verdict.Tell(new Observation.Gone(status(hub, app), survivors(ward), givenUp(app)), starts);
            case Sight.Rested(Reason reason, boolean isCertain) -> {
                var rested = new Verdict.Tell(new Observation.Rested(reason), starts);
                yield isCertain ? rested : quietly(hub, rested, reason);
            }
            case Sight.Absent() -> absent(hub, ward, look.god(), View.absent(ward.spec.selector(), look.apps()));
            case Sight.Unclear(Reason reason) -> new Verdict.Wait(QUIET_NANOS, reason);
        };
    }

    /// Why PM2 leaves it down; it starts it neither after too many failures nor where it was told not to.
    private static Optional<Reason> givenUp(App app) {
        return app.isRevived() && !app.isGuarded()
                ? Optional.of(Reason.of("driver.pm2.given-up", app.name(), app.failuresMost()))
                : Optional.empty();
    }

    private Verdict up(Hub hub, Ward ward, Sight.Up up, List<Instance> instances, long starts) {
        ProcessIdentity identity = identity(up.first());
        Optional<Origin> origin = origin(hub, ward, identity, up, instances);
        if (origin.isEmpty()) {
            return new Verdict.Wait(Trails.HAND_NANOS / 5, Reason.of("driver.pm2.passing", ward.spec.selector(), "online"));
        }
        synchronized (ward) {
            ward.last = Optional.of(up.first());
        }
        return new Verdict.Tell(new Observation.Running(identity, origin.get()), starts);
    }

    /// Empty while it is open whether a person wanted it.
    private static Optional<Origin> origin(
            Hub hub, Ward ward, ProcessIdentity identity, Sight.Up up, List<Instance> instances) {
        synchronized (ward) {
            if (ward.own.equals(Optional.of(identity))) {
                return Optional.of(Origin.HOLDFAST);
            }
        }
        long id = instances.stream()
                .filter(one -> one.process().equals(Optional.of(up.first())))
                .mapToLong(one -> one.app().id())
                .findFirst()
                .orElse(-1);
        Starter starter = hub.trails().starter(id, System.nanoTime());
        return switch (starter) {
            case PERSON -> Optional.of(Origin.HAND);
            case BACKEND, UNKNOWN -> Optional.of(Origin.BACKEND);
            case OPEN -> Optional.empty();
        };
    }

    private Verdict absent(Hub hub, Ward ward, ProcessKey god, Reason reason) {
        boolean isYoung = age(god).compareTo(RESURRECTION) < 0;
        boolean isSaved = isYoung
                && Dump.read(hub.home().dump()).stream().anyMatch(saved -> ward.isMeant(saved.app()));
        return isSaved
                ? new Verdict.Wait(QUIET_NANOS / 3, Reason.of("driver.pm2.being-resurrected", ward.spec.selector(), hub.home()))
                : quietly(hub, new Verdict.Tell(new Observation.Absent(reason), 0), reason);
    }

    private static Verdict quietly(Hub hub, Verdict.Tell told, Reason reason) {
        long quiet = hub.quietNanos();
        return quiet >= QUIET_NANOS ? told : new Verdict.Wait(QUIET_NANOS - quiet, reason);
    }

    /// Apps outlive a daemon that was killed. They are not started a second time for as long as they live.
    private Verdict dead(Hub hub, Ward ward) {
        long dead = hub.deadNanos();
        Optional<ProcessKey> orphan = orphan(hub, ward);
        if (orphan.isPresent()) {
            hub.ends().watch(orphan.get());
            synchronized (ward) {
                ward.last = orphan;
                ProcessIdentity identity = identity(orphan.get());
                Origin origin = ward.own.equals(Optional.of(identity)) ? Origin.HOLDFAST : Origin.BACKEND;
                return new Verdict.Tell(new Observation.Running(identity, origin), 0);
            }
        }
        return dead < DEAD_NANOS
                ? new Verdict.Wait(DEAD_NANOS - dead, Reason.of("driver.pm2.dead", hub.home()))
                : new Verdict.Tell(new Observation.Gone(lastStatus(hub, ward), 0), 0);
    }

    private Optional<ProcessKey> orphan(Hub hub, Ward ward) {
        Optional<ProcessKey> last;
        synchronized (ward) {
            last = ward.last;
        }
        return last.filter(key -> machine.lookups()
                        .table()
                        .stat(key)
                        .found()
                        .filter(stat -> !stat.hasEnded())
                        .isPresent())
                .or(() -> kin.of(marks(hub, ward), Set.of(), Set.of()).found().flatMap(some -> some.stream()
                        .map(ProcessStat::key)
                        .findFirst()));
    }

    /// All `unique_id`s that processes of this service may carry, the saved ones included.
    Set<String> marks(Hub hub, Ward ward) {
        Set<String> marks = new HashSet<>(Dump.marks(Dump.read(hub.home().dump()).stream()
                .filter(saved -> ward.isMeant(saved.app()))
                .toList()));
        synchronized (ward) {
            marks.addAll(ward.marks);
        }
        return Set.copyOf(marks);
    }

    private int survivors(Ward ward) {
        Set<String> marks;
        synchronized (ward) {
            marks = Set.copyOf(ward.marks);
        }
        return kin.of(marks, Set.of(), Set.of()).found().map(List::size).orElse(0);
    }

    /// How its last run ended, as the kernel tells. Of one that was too short to be watched, as PM2 tells: of every signal it makes
    /// the exit code 0, and names it in its log only.
    private static ExitStatus status(Hub hub, App app) {
        return hub.lastProcess(app)
                .map(key -> hub.ends().status(key, STATUS_NANOS))
                .filter(seen -> !(seen instanceof ExitStatus.Unknown))
                .or(() -> app.exitCode().filter(code -> code != 0).<ExitStatus>map(ExitStatus.Code::new))
                .or(() -> GodLog.end(hub.home(), app))
                .orElseGet(ExitStatus.Unknown::new);
    }

    private static ExitStatus lastStatus(Hub hub, Ward ward) {
        Optional<ProcessKey> last;
        synchronized (ward) {
            last = ward.last;
        }
        return last.map(key -> hub.ends().status(key, STATUS_NANOS)).orElseGet(ExitStatus.Unknown::new);
    }

    ProcessIdentity identity(ProcessKey key) {
        return new ProcessIdentity(key.pid(), key.startTicks(), machine.bootId());
    }

    /// By the clock of the wall, which may jump: then a resurrection is waited for a little too long, or not.
    private static Duration age(ProcessKey god) {
        return ProcessHandle.of(god.pid())
                .flatMap(process -> process.info().startInstant())
                .map(start -> Duration.between(start, Instant.now()))
                .orElse(Duration.ZERO);
    }
}
