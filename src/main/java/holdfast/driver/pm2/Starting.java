package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.driver.Names;
import holdfast.driver.PortProof;
import holdfast.driver.Reaper;
import holdfast.driver.pm2.Instance.End;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.model.Event.Observation;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Has PM2 start a service: nothing of it may be left and its port must be free, then `restartProcessId` for each instance that is
/// not up, which works in every state and lets PM2 count its failures anew. What is up already is left alone: a person, or PM2,
/// was faster. A PM2 that is dead is brought back first, see [Revival].
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Starting {
    /// Nanoseconds for all of it; the core looks for itself after [holdfast.model.Limits#START_ANSWER_NANOS].
    private static final long DEADLINE_NANOS = 50_000_000_000L;

    /// Nanoseconds that what is left of an earlier incarnation gets to end on TERM; nobody is served meanwhile.
    private static final long LEFTOVER_GRACE_NANOS = 2_000_000_000L;

    /// Nanoseconds until an app in passing is looked at again without any news.
    private static final long LOOK_AGAIN_NANOS = 100_000_000L;

    private final Machine machine;
    private final Judge judge;
    private final Kin kin;
    private final PortProof ports;

    Starting(Machine machine, Judge judge) {
        this.machine = machine;
        this.judge = judge;
        this.kin = new Kin(machine);
        this.ports = new PortProof(machine);
    }

    /// How far one start has come.
    private static final class Progress {
        private final long deadlineNanos = System.nanoTime() + DEADLINE_NANOS;
        private boolean isRevived;
        private boolean isStarted;

        private long left() {
            return deadlineNanos - System.nanoTime();
        }
    }

    /// Those that PM2 has given up, while others serve.
    RemedyOutcome startMissing(Hub hub, Ward ward) {
        var progress = new Progress();
        return switch (hub.look()) {
            case Backend.Look.Unknown(Reason reason) -> new RemedyOutcome.Failed(reason);
            case Backend.Look.Dead() -> new RemedyOutcome.Failed(Reason.of("driver.pm2.dead", hub.home()));
            case Backend.Look.Apps look -> {
                List<Instance> lost = hub.instances(look, ward).stream()
                        .filter(one -> one.state() == Instance.State.GIVEN_UP)
                        .toList();
                if (lost.isEmpty()) {
                    yield new RemedyOutcome.NotNeeded(Reason.of("driver.pm2.instances-there"));
                }
                yield restart(hub, lost, progress)
                        .<RemedyOutcome>map(RemedyOutcome.Failed::new)
                        .orElseGet(() -> new RemedyOutcome.Applied(Reason.of(
                                "driver.pm2.instances-started",
                                lost.stream().map(one -> Census.name(one.app(), ward.spec)).collect(Collectors.joining(", ")))));
            }
        };
    }

    private static Optional<Reason> restart(Hub hub, List<Instance> down, Progress progress) {
        return new Errands(hub.backend().rpc(), progress.left())
                .run("restartProcessId", down.stream().map(one -> "{\"id\":" + one.app().id() + "}").toList());
    }

    StartOutcome start(Hub hub, Ward ward, ServiceSpec service) {
        var progress = new Progress();
        while (progress.left() > 0) {
            long rings = hub.bell().count();
            Optional<StartOutcome> outcome = switch (hub.look()) {
                case Backend.Look.Unknown(Reason reason) -> Optional.of(failed(StartFailure.OTHER, reason));
                case Backend.Look.Dead() -> revive(hub, ward, service, progress);
                case Backend.Look.Apps apps -> step(hub, ward, service, apps, progress);
            };
            if (outcome.isPresent()) {
                return outcome.get();
            }
            hub.bell().await(rings, LOOK_AGAIN_NANOS);
        }
        return failed(StartFailure.OTHER, "driver.pm2.not-online", ward.spec.selector(), DEADLINE_NANOS / 1_000_000_000L);
    }

    private Optional<StartOutcome> revive(Hub hub, Ward ward, ServiceSpec service, Progress progress) {
        if (progress.isRevived) {
            return Optional.of(failed(StartFailure.OTHER, "driver.pm2.died-again", hub.home()));
        }
        progress.isRevived = true;
        Optional<StartOutcome> inTheWay = clear(hub, ward, service, Set.of());
        return inTheWay.isPresent()
                ? inTheWay
                : hub.revival().revive(ward).map(reason -> failed(StartFailure.NOT_FOUND, reason));
    }

    /// Empty = look again.
    private Optional<StartOutcome> step(
            Hub hub, Ward ward, ServiceSpec service, Backend.Look.Apps look, Progress progress) {
        List<Instance> instances = hub.instances(look, ward);
        return switch (View.of(instances)) {
            case Sight.Up up when up.missing().isEmpty() || progress.isStarted -> Optional.of(started(ward, up.first()));
            case Sight.Up _ -> begin(hub, instances, progress);
            case Sight.Passing _ -> Optional.empty();
            case Sight.Coming(App app, long _, Reason _) ->
                progress.isStarted ? Optional.of(endedAtOnce(app)) : Optional.empty();
            case Sight.GivenUp(App app) ->
                progress.isStarted ? Optional.of(endedAtOnce(app)) : clearAndBegin(hub, ward, service, instances, progress);
            case Sight.Rested(Reason reason, boolean _) -> {
                if (progress.isStarted) {
                    yield Optional.of(failed(StartFailure.OTHER, reason));
                }
                // A stop by a person that the core has not heard of yet: it shall hear of it, and then decide.
                yield isNews(ward, instances)
                        ? Optional.of(failed(StartFailure.OTHER, reason))
                        : clearAndBegin(hub, ward, service, instances, progress);
            }
            case Sight.Absent() ->
                Optional.of(failed(StartFailure.NOT_FOUND, View.absent(ward.spec.selector(), look.apps())));
            case Sight.Unclear(Reason reason) -> Optional.of(failed(StartFailure.OTHER, reason));
        };
    }

    private static boolean isNews(Ward ward, List<Instance> instances) {
        synchronized (ward) {
            boolean isBelievedUp = ward.told.filter(told -> told instanceof Observation.Running).isPresent();
            return !ward.isStoppedByUs
                    && (ward.isStoppedUnheard || isBelievedUp)
                    && instances.stream().anyMatch(one -> one.end() == End.BY_HAND || one.end() == End.COMMANDED);
        }
    }

    private Optional<StartOutcome> clearAndBegin(
            Hub hub, Ward ward, ServiceSpec service, List<Instance> instances, Progress progress) {
        Set<ProcessKey> serving =
                instances.stream().flatMap(one -> one.process().stream()).collect(Collectors.toUnmodifiableSet());
        Optional<StartOutcome> inTheWay = clear(hub, ward, service, serving);
        return inTheWay.isPresent() ? inTheWay : begin(hub, instances, progress);
    }

    /// Ends what is left of earlier incarnations. A stranger on the port is named and left alone.
    private Optional<StartOutcome> clear(Hub hub, Ward ward, ServiceSpec service, Set<ProcessKey> serving) {
        Set<String> marks = judge.marks(hub, ward);
        Set<ProcessKey> known;
        synchronized (ward) {
            known = ward.last.filter(key -> !serving.contains(key)).map(Set::of).orElseGet(Set::of);
        }
        Reading<List<ProcessStat>> left = new Reaper(machine, () -> kin.of(marks, known, serving))
                .end(Optional.empty(), Signals.TERM, LEFTOVER_GRACE_NANOS, List.of());
        return switch (left) {
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) when some.isEmpty() ->
                service.port().filter(_ -> serving.isEmpty()).flatMap(port -> strangerOn(port, hub));
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) ->
                Optional.of(new StartOutcome.Failed(
                        StartFailure.PREVIOUS_NOT_GONE, Names.unkillable(machine, some.getFirst())));
            case Reading.Gone<List<ProcessStat>> _ ->
                Optional.of(failed(StartFailure.PREVIOUS_NOT_GONE, "driver.processes-unreadable", "/proc", "No such file or directory"));
            case Reading.Unreadable<List<ProcessStat>>(String subject, String cause) ->
                Optional.of(failed(StartFailure.PREVIOUS_NOT_GONE, "driver.processes-unreadable", subject, cause));
        };
    }

    private Optional<StartOutcome> strangerOn(int port, Hub hub) {
        return switch (ports.holders(port)) {
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) ->
                holders.stream().findFirst().map(holder -> Rivals.of(machine, hub.home(), port, holder)
                        .map(reason -> new StartOutcome.Failed(StartFailure.PORT_HELD, reason))
                        .orElseGet(() -> PortProof.held(port, holder)));
            case Reading.Gone<List<PortHolder>> _ -> Optional.empty();
            case Reading.Unreadable<List<PortHolder>>(String subject, String cause) ->
                Optional.of(PortProof.unknown(port, subject, cause));
        };
    }

    private static Optional<StartOutcome> begin(Hub hub, List<Instance> instances, Progress progress) {
        progress.isStarted = true;
        List<Instance> down = instances.stream()
                .filter(one -> switch (one.state()) {
                    case GIVEN_UP, RESTED -> true;
                    case UP, PASSING, COMING, UNCLEAR -> false;
                })
                .toList();
        Optional<Reason> refused = restart(hub, down, progress);
        // PM2 refuses when somebody else was faster; and what it has not answered it may have done. The next look tells.
        return refused.filter(_ -> progress.left() <= 0).map(reason -> failed(StartFailure.OTHER, reason));
    }

    private StartOutcome started(Ward ward, ProcessKey process) {
        var identity = judge.identity(process);
        synchronized (ward) {
            ward.own = Optional.of(identity);
            ward.last = Optional.of(process);
        }
        return new StartOutcome.Started(identity);
    }

    private static StartOutcome endedAtOnce(App app) {
        return failed(
                StartFailure.OTHER,
                "driver.pm2.ended-at-once",
                app.name(),
                app.exitCode().orElse(0),
                app.files().error());
    }

    private static StartOutcome failed(StartFailure failure, String key, Object... values) {
        return failed(failure, Reason.of(key, values));
    }

    private static StartOutcome failed(StartFailure failure, Reason reason) {
        return new StartOutcome.Failed(failure, reason);
    }
}
