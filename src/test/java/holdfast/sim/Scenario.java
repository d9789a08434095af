package holdfast.sim;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Fleet;
import holdfast.model.HostPolicy;
import holdfast.model.LadderSpec;
import holdfast.model.Question;
import holdfast.model.RecoverPolicy;
import holdfast.model.ReloadSpec;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static holdfast.sim.Dice.SECOND;

/// A drawn configuration: one to four services, a graph of needs, policies small enough that every limit is met.
final class Scenario {
    private Scenario() {}

    static Fleet fleet(Dice dice) {
        int size = 1 + dice.below(dice.oneIn(3) ? 4 : 2);
        var specs = new ArrayList<ServiceSpec>();
        for (int i = 0; i < size; i++) {
            specs.add(service(dice, i, 0));
        }
        return new Fleet(specs, host(dice));
    }

    private static HostPolicy host(Dice dice) {
        return new HostPolicy(
                (int) dice.pick(1, 2, 10), dice.pick(5, 20) * SECOND, (int) dice.pick(50, 100), 2, dice.pick(10, 30) * SECOND);
    }

    /// The same service in another edition: its command, its checks or its policy differ.
    static ServiceSpec service(Dice dice, int i, int edition) {
        var id = new ServiceId("s" + i);
        var needs = new ArrayList<ServiceId>();
        for (int need = 0; need < i; need++) {
            if (dice.oneIn(3)) {
                needs.add(new ServiceId("s" + need));
            }
        }
        boolean watched = dice.oneIn(12);
        DriverSpec kept = new DriverSpec.Pm2(
                "edition-" + edition, DriverSpec.Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.empty());
        DriverSpec driver = watched
                ? new DriverSpec.Watch()
                : dice.oneIn(6) ? kept : new DriverSpec.Run(
                        List.of("serve", "edition-" + edition), "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty());
        return new ServiceSpec(
                id,
                driver,
                Optional.empty(),
                needs,
                checks(dice, id, i),
                dice.pick(1, 5, 10) * SECOND,
                dice.pick(1, 5) * SECOND,
                policy(dice),
                ladder(dice),
                dice.pick(0, 5, 30) * SECOND,
                !dice.oneIn(8))
                .withReload(dice.oneIn(4) ? Optional.empty() : Optional.of(new ReloadSpec.BySignal(1)));
    }

    private static LadderSpec ladder(Dice dice) {
        var rungs = new ArrayList<Rung>();
        for (Rung rung : Rung.Known.values()) {
            if (rung == Rung.RESTART || dice.oneIn(2)) {
                rungs.add(rung);
            }
        }
        var own = own(dice);
        int first = rungs.indexOf(Rung.REPAIR) + 1;
        own.keySet().forEach(rung -> rungs.add(first + dice.below(rungs.size() - first + 1), rung));
        return new LadderSpec(
                dice.oneIn(10) ? LadderSpec.Mode.OBSERVE : dice.oneIn(8) ? LadderSpec.Mode.PROPOSE : LadderSpec.Mode.ACT,
                rungs,
                own,
                dice.oneIn(2) ? List.of("cache") : List.of(),
                dice.oneIn(3) ? Optional.of(command("mend")) : Optional.empty(),
                dice.oneIn(3) ? List.of("backup-*") : List.of(),
                List.of(),
                dice.oneIn(2),
                dice.oneIn(2));
    }

    /// Few names, so that another edition has some of them elsewhere.
    private static Map<Rung.Own, CommandLine> own(Dice dice) {
        var own = new LinkedHashMap<Rung.Own, CommandLine>();
        for (String name : List.of("flush", "page")) {
            if (dice.oneIn(3)) {
                own.put(new Rung.Own(name), command(name));
            }
        }
        return own;
    }

    private static CommandLine command(String program) {
        return new CommandLine(List.of(program), "/", Optional.empty(), Map.of(), SECOND);
    }

    private static List<CheckSpec> checks(Dice dice, ServiceId id, int i) {
        var checks = new ArrayList<CheckSpec>();
        int count = dice.oneIn(4) ? 2 : 1;
        for (int c = 0; c < count; c++) {
            boolean ready = c > 0 && dice.oneIn(2);
            Optional<ServiceId> blame =
                    ready && i > 0 && dice.oneIn(2) ? Optional.of(new ServiceId("s" + dice.below(i))) : Optional.empty();
            checks.add(new CheckSpec(
                    new CheckId(id, "c" + c),
                    new Question.Tcp("127.0.0.1", 1),
                    ready ? CheckSpec.Role.READY : CheckSpec.Role.ALIVE,
                    dice.pick(5, 10) * SECOND,
                    dice.pick(1, 2) * SECOND,
                    dice.pick(1, 2) * SECOND,
                    (int) dice.pick(1, 2, 3),
                    (int) dice.pick(1, 2),
                    blame));
        }
        return checks;
    }

    private static RecoverPolicy policy(Dice dice) {
        long window = dice.pick(20, 60) * SECOND;
        return new RecoverPolicy(
                (int) dice.pick(0, 1, 2, 3),
                window,
                dice.pick(1, 2) * SECOND,
                dice.pick(2, 8) * SECOND,
                (int) dice.pick(0, 20),
                dice.oneIn(5) ? 10 * SECOND : 0,
                dice.oneIn(8) ? Long.MAX_VALUE : dice.pick(10, 30) * SECOND,
                dice.pick(30, 60) * SECOND,
                dice.pick(0, 2, 5) * SECOND,
                dice.pick(10, 30) * SECOND);
    }

    /// Every limit that this fleet knows.
    static long[] boundaries(Fleet fleet) {
        var limits = new ArrayList<Long>();
        for (ServiceSpec spec : fleet.services()) {
            var policy = spec.recover();
            limits.addAll(List.of(
                    spec.startWithinNanos(),
                    spec.stopWithinNanos(),
                    policy.windowNanos(),
                    policy.backoffNanos(),
                    policy.backoffNanosMax(),
                    policy.stableNanos(),
                    policy.fadeNanos()));
            if (policy.cooldownNanos() < Long.MAX_VALUE) {
                limits.add(policy.cooldownNanos());
            }
            spec.checks().forEach(check -> limits.addAll(List.of(
                    check.everyNanos(),
                    check.recheckNanos(),
                    check.timeoutNanos(),
                    check.everyNanos() * check.failAfter())));
        }
        return limits.stream().mapToLong(Long::longValue).toArray();
    }
}
