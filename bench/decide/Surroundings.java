package bench.decide;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.ExitStatus;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Everything around the decisions, in virtual time: answers each command after a while, and lets a process crash or a probe
/// fail now and then.
final class Surroundings {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;

    /// One probe in this many fails, and one in this many finds a crashed process instead.
    private static final int FAILS = 100;

    private static final int CRASHES = 2_000;

    private final TreeSet<Due> due = new TreeSet<>();
    private final Map<ServiceId, Due> alarms = new HashMap<>();
    private final Map<ServiceId, Incarnation> running = new HashMap<>();
    private long nowNanos = SECOND;
    private long order;
    private long probes;

    /// An event on its way; ties are told apart by `order`.
    private record Due(long atNanos, long order, Event event) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /// Services with one check a second each; every tenth needs the one before it.
    static Fleet fleet(int size) {
        var services = new ArrayList<ServiceSpec>();
        for (int i = 0; i < size; i++) {
            var id = new ServiceId("service" + i);
            var check = new CheckSpec(
                    new CheckId(id, "port"), new Question.Tcp("127.0.0.1", 1024 + i), CheckSpec.Role.ALIVE, SECOND, SECOND, SECOND, 3, 2);
            var driver = new DriverSpec.Run(
                    List.of("/bin/true"), "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.of(1024 + i));
            List<ServiceId> needs = i % 10 == 9 ? List.of(new ServiceId("service" + (i - 1))) : List.of();
            services.add(new ServiceSpec(id, driver, Optional.of(1024 + i), needs, List.of(check), 60 * SECOND, 10 * SECOND,
                    RecoverPolicy.DEFAULT, 30 * SECOND, true));
        }
        return new Fleet(services);
    }

    long nowNanos() {
        return nowNanos;
    }

    Event next() {
        Due next = due.removeFirst();
        nowNanos = Math.max(nowNanos, next.atNanos());
        return next.event();
    }

    void take(List<Command> commands) {
        commands.forEach(this::take);
    }

    private void take(Command command) {
        switch (command) {
            case Command.ObserveProcess asked -> after(MILLI, new Event.ProcessObserved(
                    asked.service(), asked.inquiry(), new Event.Observation.Gone(new ExitStatus.Unknown(), 0)));
            case Command.StartProcess start -> {
                running.put(start.service(), start.incarnation());
                var process = new ProcessIdentity(1_000 + order, order, "boot");
                after(MILLI, new Event.StartAnswered(start.service(), start.incarnation(), new Event.StartOutcome.Started(process)));
            }
            case Command.StopProcess stop -> after(MILLI, new Event.StopAnswered(
                    stop.service(), stop.command(), new Event.StopOutcome.Gone(new ExitStatus.Signalled(15, false))));
            case Command.ReloadProcess reload -> throw new IllegalStateException("nobody asked for " + reload);
            case Command.RunProbe probe -> probed(probe);
            case Command.Examine look -> after(5 * MILLI, new Event.Examined(
                    look.service(), look.examination(), new Finding.Examination(List.of(), Optional.empty())));
            case Command.ApplyRemedy apply -> after(MILLI, new Event.RemedyAnswered(
                    apply.service(), apply.number(), new Event.RemedyOutcome.Applied(Reason.of("bench.remedy"))));
            case Command.Wake wake -> {
                Due earlier = alarms.put(wake.service(), at(wake.atNanos(), new Event.ServiceWoke(wake.service())));
                if (earlier != null) {
                    due.remove(earlier);
                }
            }
        }
    }

    private void probed(Command.RunProbe probe) {
        probes++;
        var incarnation = running.get(probe.service());
        if (probes % CRASHES == 0 && incarnation != null) {
            after(MILLI, new Event.ProcessExited(probe.service(), incarnation, new ExitStatus.Signalled(9, false), 0));
        }
        var outcome = probes % FAILS == 0 ? ProbeResult.Outcome.FAIL : ProbeResult.Outcome.PASS;
        var result = ProbeResult.of(outcome, new Reason("probe.tcp.connected", List.of()), MILLI);
        after(2 * MILLI, new Event.ProbeFinished(probe.check(), probe.probe(), result));
    }

    private void after(long nanos, Event event) {
        at(nowNanos + nanos, event);
    }

    private Due at(long atNanos, Event event) {
        var added = new Due(atNanos, order++, event);
        due.add(added);
        return added;
    }
}
