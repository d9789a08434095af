package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.CheckId;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Fact.Purpose;
import holdfast.model.Finding;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// What would be done: the core itself, played on from a world until nothing is left to do. Whatever it commands succeeds at
/// once; everything else stays as it was last seen, until a command has touched it. The world that was given stays as it is.
///
/// Threading: any; a player lives for one call of [#of].
public final class Foresight {
    /// Nanoseconds looked ahead. What waits longer, such as the next try of a parked service, is told as left undone.
    private static final long HORIZON_NANOS = 600_000_000_000L;

    /// A fleet of ten thousand services that all start makes half as many.
    private static final int EVENTS_MAX = 100_000;

    private static final Reason WELL = Reason.of("supervisor.foreseen.well");
    private static final ProbeResult PASS = ProbeResult.of(ProbeResult.Outcome.PASS, WELL, 0);

    private final Seen seen;
    private final long beganNanos;
    private final TreeSet<Integer> scope = new TreeSet<>();
    /// Services that a command has touched, and those whose health hangs on them: from there on their checks pass.
    private final TreeSet<Integer> renewed = new TreeSet<>();
    private final List<Step> steps = new ArrayList<>();
    private final Set<Asked> asked = new HashSet<>();
    private World world;
    private long nowNanos;

    /// What somebody has looked at; where it says nothing, the world's own last look counts.
    public record Seen(Map<ServiceId, Observation> observed, Map<CheckId, ProbeResult> probed) {
        public static final Seen NOTHING = new Seen(Map.of(), Map.of());

        public Seen {
            observed = Map.copyOf(observed);
            probed = Map.copyOf(probed);
        }
    }

    /// @param steps in order; probes of one check of one incarnation once
    /// @param left what is not done, and why
    public record Plan(List<Step> steps, List<Left> left) {
        public Plan {
            steps = List.copyOf(steps);
            left = List.copyOf(left);
        }
    }

    /// One command.
    ///
    /// @param afterNanos from now, when everything before succeeds at once
    /// @param service as it is configured
    /// @param purpose of a start or a stop
    /// @param what a repair does
    public record Step(
            long afterNanos, Command command, ServiceSpec service, Optional<Purpose> purpose, Optional<Reason> what) {}

    /// A service that is not as it should be when the plan has ended.
    public record Left(ServiceId service, Reason reason) {}

    private record Asked(CheckId check, long incarnation) {}

    private Foresight(World world, Seen seen, long nowNanos) {
        this.world = world;
        this.seen = seen;
        this.beganNanos = nowNanos;
        this.nowNanos = nowNanos;
    }

    /// @param rounds what an operator wants, in order; a later round is uttered when nothing of the one before is left to do
    /// @param chosen the services it is about, with all they need; none = all
    /// @param nowNanos not before the last turn of that world
    public static Plan of(
            World world, List<List<Event.OperatorAsked>> rounds, List<ServiceId> chosen, Seen seen, long nowNanos) {
        var player = new Foresight(world, seen, nowNanos);
        if (chosen.isEmpty()) {
            for (int i = 0; i < world.fleet().size(); i++) {
                player.scope.add(i);
            }
        } else {
            chosen.forEach(id -> world.fleet().index(id).ifPresent(player::include));
        }
        for (List<Event.OperatorAsked> wishes : rounds) {
            wishes.forEach(player::take);
            player.wakeAll();
            player.play();
        }
        return new Plan(player.steps, player.left());
    }

    private void include(int i) {
        if (scope.add(i)) {
            world.fleet().needs(i).forEach(this::include);
        }
    }

    /// What is due is done now: an alarm for it may be on its way, and rings for what no event has brought about.
    private void wakeAll() {
        for (int i : List.copyOf(scope)) {
            take(new Event.ServiceWoke(world.state(i).spec().id()));
        }
    }

    private void play() {
        for (int events = 0; events < EVENTS_MAX; events++) {
            Optional<Event> next = answer().or(this::alarm);
            if (next.isEmpty()) {
                return;
            }
            take(next.get());
        }
    }

    private void take(Event event) {
        if (event instanceof Event.RemedyAnswered answered) {
            world.fleet().index(answered.service()).ifPresent(this::renew);
        }
        Decision decision = Supervisor.decide(world, event, nowNanos);
        world = decision.world();
        for (Command command : decision.commands()) {
            note(command, decision.facts());
        }
    }

    private void note(Command command, List<Fact> facts) {
        int i = world.fleet().index(command.service()).orElseThrow();
        Optional<Reason> what = Optional.empty();
        switch (command) {
            case Command.Wake _ -> {
                return;
            }
            case Command.RunProbe probe -> {
                if (!scope.contains(i) || !asked.add(new Asked(probe.check(), world.state(i).memory().lastIncarnation()))) {
                    return;
                }
            }
            case Command.StartProcess _, Command.ReloadProcess _ -> renew(i);
            case Command.ApplyRemedy apply -> what = Optional.of(Taking.sentence(apply.remedy()));
            case Command.StopProcess _, Command.ObserveProcess _, Command.Examine _ -> {}
        }
        scope.add(i);
        steps.add(new Step(nowNanos - beganNanos, command, world.state(i).spec(), purpose(command, facts), what));
    }

    /// Starts and stops are intended in the turn that commands them.
    private static Optional<Purpose> purpose(Command command, List<Fact> facts) {
        for (Fact fact : facts) {
            boolean isItsOwn = fact.service().equals(command.service());
            if (isItsOwn && command instanceof Command.StartProcess && fact instanceof Fact.StartIntended intended) {
                return Optional.of(intended.purpose());
            }
            if (isItsOwn && command instanceof Command.StopProcess && fact instanceof Fact.StopIntended intended) {
                return Optional.of(intended.purpose());
            }
        }
        return Optional.empty();
    }

    private void renew(int i) {
        if (renewed.add(i)) {
            world.fleet().dependants(i).forEach(this::renew);
            renewed.addAll(world.fleet().accusers(i));
        }
    }

    // ---- everything that was commanded succeeds ---------------------------------------------------------------------------

    private Optional<Event> answer() {
        for (int i : scope) {
            Optional<Event> answer = answer(i, world.state(i));
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private Optional<Event> answer(int i, ServiceState state) {
        ServiceId id = state.spec().id();
        Optional<CaseFile.Errand> errand = state.file().errand();
        if (errand.isPresent()) {
            return Optional.of(switch (errand.get()) {
                case CaseFile.Errand.Examining examining ->
                    new Event.Examined(id, examining.number(), Finding.Examination.NOTHING);
                case CaseFile.Errand.Applying applying ->
                    new Event.RemedyAnswered(id, applying.number(), new Event.RemedyOutcome.Applied(WELL));
            });
        }
        return switch (state.life()) {
            case Life.Unseen unseen -> observed(state)
                    .filter(_ -> unseen.inquiry() > 0)
                    .map(observation -> new Event.ProcessObserved(id, unseen.inquiry(), observation));
            case Life.Spawning spawning -> {
                var process = new ProcessIdentity(0, 0, ""); // its pid is the kernel's to choose
                yield Optional.of(new Event.StartAnswered(id, spawning.incarnation(), new Event.StartOutcome.Started(process)));
            }
            case Life.Reloading reloading -> state.memory()
                    .run()
                    .lastProcess()
                    .map(process -> new Event.ReloadAnswered(id, reloading.command(), new Event.ReloadOutcome.Reloaded(process)));
            case Life.Stopping stopping ->
                Optional.of(new Event.StopAnswered(id, stopping.command(), new Event.StopOutcome.Gone(new ExitStatus.Unknown())));
            case Life.Starting _, Life.Up _, Life.Watched _ -> probed(i, state);
            case Life.Down _, Life.Reviving _, Life.Stuck _ -> Optional.empty();
        };
    }

    /// What cannot be read is not answered: nothing may be concluded from it.
    private Optional<Observation> observed(ServiceState state) {
        Observation otherwise = state.memory().run() instanceof Run.Running running
                ? new Observation.Running(running.process(), Origin.HOLDFAST)
                : new Observation.Gone(new ExitStatus.Unknown(), 0);
        Observation known = seen.observed().getOrDefault(state.spec().id(), otherwise);
        return Optional.of(known).filter(observation -> !(observation instanceof Observation.Unreadable));
    }

    private Optional<Event> probed(int i, ServiceState state) {
        for (int c = 0; c < state.checks().size(); c++) {
            CheckState check = state.checks().get(c);
            if (check.inFlight() != 0) {
                CheckId id = state.spec().checks().get(c).id();
                boolean isNew = renewed.contains(i) || state.life() instanceof Life.Starting;
                ProbeResult last = Optional.ofNullable(seen.probed().get(id)).or(check::last).orElse(PASS);
                return Optional.of(new Event.ProbeFinished(id, check.inFlight(), isNew ? PASS : last));
            }
        }
        return Optional.empty();
    }

    // ---- and time goes on -------------------------------------------------------------------------------------------------

    private Optional<Event> alarm() {
        var turn = new Turn(world, nowNanos); // only read
        OptionalInt next = OptionalInt.empty();
        long soonest = Long.MAX_VALUE;
        for (int i : scope) {
            long at = world.state(i).alarmNanos();
            if (at < soonest && !Rest.isReached(turn, i)) {
                next = OptionalInt.of(i);
                soonest = at;
            }
        }
        if (next.isEmpty() || soonest - beganNanos > HORIZON_NANOS) {
            return Optional.empty();
        }
        nowNanos = Math.max(nowNanos, soonest);
        return Optional.of(new Event.ServiceWoke(world.state(next.getAsInt()).spec().id()));
    }

    private List<Left> left() {
        var turn = new Turn(world, nowNanos); // only read
        var left = new ArrayList<Left>();
        for (int i : scope) {
            Rest.whyNotWell(turn, i).ifPresent(reason -> left.add(new Left(turn.at(i).spec().id(), reason)));
        }
        return left;
    }
}
