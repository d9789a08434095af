package holdfast.supervisor;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Fleet;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import holdfast.model.Status.ServiceStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Plays the core by hand: a clock that only moves when told, alarms that ring on time, and answers that the test gives.
final class Rig {
    static final long SECOND = 1_000_000_000L;

    private final List<Stamped> journal = new ArrayList<>();
    private final List<Command> sent = new ArrayList<>();
    private Fleet fleet;
    private World world;
    private final Set<Long> answered = new HashSet<>();
    private boolean looksCloselyAtOnce = true;
    private long now = 1_000 * SECOND;
    private final Map<ServiceId, Long> alarms = new TreeMap<>();

    Rig(ServiceSpec... specs) {
        fleet = new Fleet(List.of(specs));
        Decision first = World.begin(fleet, List.of(), 7, now);
        world = first.world();
        take(first);
    }

    static ServiceSpec service(String name, RecoverPolicy policy, String... needs) {
        var id = new ServiceId(name);
        var driver = new DriverSpec.Run(
                List.of("serve"), "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty());
        var check = new CheckSpec(
                new CheckId(id, "http"),
                new Question.Tcp("127.0.0.1", 1),
                CheckSpec.Role.ALIVE,
                10 * SECOND,
                2 * SECOND,
                SECOND,
                3,
                2);
        return new ServiceSpec(
                id,
                driver,
                Optional.empty(),
                Arrays.stream(needs).map(ServiceId::new).toList(),
                List.of(check),
                30 * SECOND,
                10 * SECOND,
                policy,
                30 * SECOND,
                true);
    }

    // ---- what happens -----------------------------------------------------------------------------------------------------

    void event(Event event) {
        Decision decision = Supervisor.decide(world, event, now);
        world = decision.world();
        take(decision);
    }

    private void take(Decision decision) {
        decision.facts().forEach(fact -> journal.add(new Stamped(journal.size() + 1, now, 0, fact)));
        for (Command command : decision.commands()) {
            if (command instanceof Command.Wake wake) {
                if (wake.atNanos() <= now) {
                    throw new AssertionError("an alarm in the past would ring for ever: " + wake);
                }
                alarms.put(wake.service(), wake.atNanos());
            } else {
                sent.add(command);
            }
        }
        if (looksCloselyAtOnce) {
            lookClosely(decision);
        }
    }

    /// Nothing is found.
    private void lookClosely(Decision decision) {
        for (Command command : decision.commands()) {
            if (command instanceof Command.Examine examine) {
                event(new Event.Examined(examine.service(), examine.examination(), Finding.Examination.NOTHING));
            }
        }
    }

    /// From here on a close look is answered by [#examined] alone.
    void examineByHand() {
        looksCloselyAtOnce = false;
    }

    void examined(String name, Finding... findings) {
        var examine = last(Command.Examine.class, name);
        event(new Event.Examined(
                examine.service(), examine.examination(), new Finding.Examination(List.of(findings), Optional.empty())));
    }

    void mended(String name, Event.RemedyOutcome outcome) {
        var apply = last(Command.ApplyRemedy.class, name);
        event(new Event.RemedyAnswered(apply.service(), apply.number(), outcome));
    }

    /// Moves time on, ringing every alarm on the way.
    void advance(long nanos) {
        long end = now + nanos;
        while (true) {
            // A copy: a tree map moves other entries into the place of one that is removed.
            var due = Map.copyOf(alarms).entrySet().stream()
                    .filter(entry -> entry.getValue() <= end)
                    .min(Map.Entry.<ServiceId, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
            if (due.isEmpty()) {
                now = end;
                return;
            }
            now = Math.max(now, due.get().getValue());
            alarms.remove(due.get().getKey());
            event(new Event.ServiceWoke(due.get().getKey()));
        }
    }

    /// Nothing of it was there before.
    void observedGone(String name) {
        observe(name, new Event.Observation.Gone(new ExitStatus.Unknown(), 0));
    }

    void observe(String name, Event.Observation observation) {
        var observe = last(Command.ObserveProcess.class, name);
        event(new Event.ProcessObserved(observe.service(), observe.inquiry(), observation));
    }

    Incarnation started(String name) {
        var start = last(Command.StartProcess.class, name);
        event(new Event.StartAnswered(
                start.service(),
                start.incarnation(),
                new Event.StartOutcome.Started(new ProcessIdentity(100 + start.incarnation().number(), 1, "boot"))));
        return start.incarnation();
    }

    void startFailed(String name) {
        startFailed(name, Event.StartFailure.OTHER);
    }

    void startFailed(String name, Event.StartFailure failure) {
        var start = last(Command.StartProcess.class, name);
        event(new Event.StartAnswered(
                start.service(),
                start.incarnation(),
                new Event.StartOutcome.Failed(failure, Reason.of("t.not-started"))));
    }

    void exited(String name, long incarnation) {
        event(new Event.ProcessExited(new ServiceId(name), new Incarnation(incarnation), new ExitStatus.Code(1), 0));
    }

    void stopped(String name) {
        var stop = last(Command.StopProcess.class, name);
        event(new Event.StopAnswered(
                stop.service(), stop.command(), new Event.StopOutcome.Gone(new ExitStatus.Signalled(15, false))));
    }

    void probed(String name, ProbeResult.Outcome outcome) {
        var probe = last(Command.RunProbe.class, name);
        event(new Event.ProbeFinished(probe.check(), probe.probe(), ProbeResult.of(outcome, Reason.of("t.probe"), 1)));
    }

    /// Answers the probe of a service that waits for its answer, if one does.
    void answerProbe(String name, ProbeResult.Outcome outcome) {
        answerProbe(name, "http", outcome);
    }

    void answerProbe(String name, String check, ProbeResult.Outcome outcome) {
        for (Command command : List.copyOf(sent)) {
            if (command instanceof Command.RunProbe probe
                    && probe.check().equals(new CheckId(new ServiceId(name), check))
                    && answered.add(probe.probe())) {
                event(new Event.ProbeFinished(probe.check(), probe.probe(), ProbeResult.of(outcome, Reason.of("t.probe"), 1)));
            }
        }
    }

    void asked(String name, Event.Request request) {
        event(new Event.OperatorAsked(new ServiceId(name), request, "test"));
    }

    /// From nothing to healthy.
    void up(String name) {
        observedGone(name);
        started(name);
        probed(name, ProbeResult.Outcome.PASS);
    }

    /// Fails as many probes as it takes.
    void hang(String name) {
        for (int failures = 0; failures < 3; failures++) {
            advanceToProbe(name);
            probed(name, ProbeResult.Outcome.FAIL);
        }
    }

    /// Moves time on to the next probe.
    void advanceToProbe(String name) {
        int before = count(Command.RunProbe.class, name);
        for (int rings = 0; count(Command.RunProbe.class, name) == before; rings++) {
            if (rings > 1_000) {
                throw new AssertionError("a thousand alarms, and " + name + " was not probed");
            }
            long next = alarms.values().stream().mapToLong(Long::longValue).min().orElseThrow();
            advance(Math.max(0, next - now));
        }
    }

    /// Somebody edits the configuration.
    void configured(ServiceSpec... specs) {
        fleet = new Fleet(List.of(specs));
        event(new Event.FleetChanged(fleet));
    }

    /// Holdfast is killed and comes back; to another configuration, if one is given.
    void restartDaemon(ServiceSpec... edited) {
        fleet = edited.length == 0 ? fleet : new Fleet(List.of(edited));
        sent.clear();
        alarms.clear();
        Decision first = World.begin(fleet, List.copyOf(journal), 8, now);
        world = first.world();
        take(first);
    }

    // ---- what to look at --------------------------------------------------------------------------------------------------

    ServiceStatus status(String name) {
        return world.status(now).services().stream()
                .filter(service -> service.id().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    <C extends Command> C last(Class<C> kind, String name) {
        return sent.reversed().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(command -> command.service().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " for " + name + " in " + sent));
    }

    int count(Class<? extends Command> kind, String name) {
        return (int) sent.stream()
                .filter(kind::isInstance)
                .filter(command -> command.service().name().equals(name))
                .count();
    }

    <F extends Fact> List<F> facts(Class<F> kind) {
        return journal.stream().map(Stamped::fact).filter(kind::isInstance).map(kind::cast).toList();
    }

    List<Stamped> journal() {
        return List.copyOf(journal);
    }

    long now() {
        return now;
    }

    World world() {
        return world;
    }

    /// All commands but alarms, in order.
    List<Command> sent() {
        return List.copyOf(sent);
    }
}
