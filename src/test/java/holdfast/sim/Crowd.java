package holdfast.sim;

import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.HostPolicy;
import holdfast.model.ServiceId;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Replay;
import holdfast.supervisor.World;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import static holdfast.sim.Ledger.demand;

/// The promises about many that fall silent together: none of them is mended before the wait is over unless the cause is proven to be its
/// own, and whoever is, is mended alone. Those that are merely in doubt are left out of the count, so it is never higher than the core's.
final class Crowd {
    private static final Set<Blame> OF_ONE = EnumSet.of(Blame.CRASHED, Blame.FROZEN, Blame.PORT_HELD_BY_STRAY, Blame.WRONG_PERMISSIONS);

    private final Map<ServiceId, Health> health = new HashMap<>();
    private final Map<ServiceId, Long> detected = new HashMap<>();

    void rereads() {
        health.clear();
        detected.clear();
    }

    void note(Fact fact, long now) {
        switch (fact) {
            case Fact.HealthJudged judged -> health.put(judged.service(), judged.to());
            case Fact.IncidentOpened opened -> detected.put(opened.service(), now);
            case Fact.StartIntended _, Fact.StopIntended _, Fact.Ended _, Fact.RunsMissed _, Fact.Adopted _, Fact.Forgotten _ -> health.remove(fact.service());
            case Fact _ -> {}
        }
    }

    void check(Fact.RungTaken rung, Decision decision, long now) {
        World world = decision.world();
        int i = world.fleet().index(rung.service()).orElseThrow();
        if (health.get(rung.service()) != Health.UNHEALTHY) {
            return; // it answers, or is gone and has to be started
        }
        HostPolicy policy = world.fleet().host();
        boolean isItsOwn = isItsOwn(world, i);
        int silent = 1;
        int unexplained = isItsOwn ? 0 : 1;
        int judged = 1;
        boolean isAlone = true;
        for (int k = 0; k < world.fleet().size(); k++) {
            if (k != i) {
                boolean isSilent = Replay.isSilent(world, k);
                silent += isSilent ? 1 : 0;
                unexplained += isSilent && !isItsOwn(world, k) ? 1 : 0;
                judged += isSilent || Replay.isAvailable(world, k) ? 1 : 0;
                isAlone &= !Replay.isBeingRepaired(world, k) || isBegunNow(decision, world.fleet().service(k).id());
            }
        }
        if (isItsOwn) {
            demand(isAlone || !isCommon(policy, silent, judged), "mended in lock-step");
        } else {
            boolean isOver = now >= detected.getOrDefault(rung.service(), now) + policy.commonCauseWaitNanos();
            demand((isOver && isAlone) || !isCommon(policy, unexplained, judged), "mended although many fell silent together");
        }
    }

    private static boolean isItsOwn(World world, int i) {
        return Replay.diagnosis(world, i)
                .filter(made -> made.confidence() == Confidence.CERTAIN && OF_ONE.contains(made.blame()))
                .isPresent();
    }

    /// In the same turn, so perhaps after it.
    private static boolean isBegunNow(Decision decision, ServiceId id) {
        return decision.facts().stream()
                .anyMatch(fact -> fact.service().equals(id)
                        && (fact instanceof Fact.RungTaken || fact instanceof Fact.StartIntended || fact instanceof Fact.StopIntended));
    }

    private static boolean isCommon(HostPolicy policy, int silent, int judged) {
        return silent >= policy.commonCauseLeast() && silent * 100 >= judged * policy.commonCausePercent();
    }
}
