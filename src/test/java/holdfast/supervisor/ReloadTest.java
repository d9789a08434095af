package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Fact;
import holdfast.model.Fact.Purpose;
import holdfast.model.Health;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceSpec;
import holdfast.model.Status.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Only the difference of a new configuration is applied.
final class ReloadTest {
    private static final RecoverPolicy POLICY = RecoverPolicy.DEFAULT;
    /// Given up at once, and for good.
    private static final RecoverPolicy NEVER_AGAIN =
            new RecoverPolicy(0, 600 * SECOND, SECOND, SECOND, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE, SECOND, 600 * SECOND);

    private static final ServiceSpec API = service("api", POLICY);

    private static ServiceSpec withCommand(ServiceSpec spec, String program) {
        var driver = new DriverSpec.Run(
                List.of(program), "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty());
        return new ServiceSpec(
                spec.id(),
                driver,
                spec.port(),
                spec.needs(),
                spec.checks(),
                spec.startWithinNanos(),
                spec.stopWithinNanos(),
                spec.recover(),
                spec.notifyAfterNanos(),
                spec.enabled());
    }

    @Test
    void aChangedCommandRestartsTheServiceOnceAndTheRestGoesOn() {
        var rig = new Rig(API, service("other", POLICY));
        rig.up("api");
        rig.up("other");

        rig.configured(withCommand(API, "serve-better"), service("other", POLICY));
        rig.stopped("api");
        rig.started("api");
        rig.probed("api", Outcome.PASS);
        rig.advance(60 * SECOND);

        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
        assertEquals(Purpose.CONFIGURATION, rig.facts(Fact.StopIntended.class).getFirst().purpose());
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        assertEquals(0, rig.count(Command.StopProcess.class, "other"));
        assertTrue(rig.facts(Fact.IncidentOpened.class).isEmpty());
    }

    @Test
    void anotherPolicyLeavesTheProcessAlone() {
        var rig = new Rig(API);
        rig.up("api");

        rig.configured(service("api", new RecoverPolicy(
                9, 600 * SECOND, SECOND, 60 * SECOND, 20, 0, 600 * SECOND, 3600 * SECOND, SECOND, 600 * SECOND)));

        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
        assertEquals(Health.HEALTHY, rig.status("api").health());
    }

    @Test
    void anEditWhileHoldfastIsDownGivesOneThatWasGivenUpForGoodAnotherChance() {
        var rig = new Rig(service("api", NEVER_AGAIN));
        rig.up("api");
        rig.exited("api", 1);
        rig.restartDaemon(service("api", NEVER_AGAIN));
        rig.observedGone("api");
        rig.advance(86_400 * SECOND);
        assertEquals(0, rig.count(Command.StartProcess.class, "api"));

        rig.restartDaemon(service("api", RecoverPolicy.DEFAULT));
        rig.observedGone("api");
        rig.advance(SECOND);

        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(List.of(Fact.Closing.OPERATOR), rig.facts(Fact.Unparked.class).stream().map(Fact.Unparked::cause).toList());
    }

    @Test
    void anEditOfAParkedServiceGivesItAnotherChance() {
        var rig = new Rig(service("api", NEVER_AGAIN));
        rig.up("api");
        rig.exited("api", 1);
        assertEquals(State.PARKED, rig.status("api").state());

        rig.configured(API);

        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void aServiceThatLeavesIsStoppedAndForgottenAndCountsOnWhenItReturns() {
        var rig = new Rig(API, service("other", POLICY));
        rig.up("api");
        rig.up("other");

        rig.configured(service("other", POLICY));
        rig.stopped("api");
        assertEquals(1, rig.facts(Fact.Forgotten.class).size());
        rig.configured(service("other", POLICY));
        rig.configured(API, service("other", POLICY));
        rig.observedGone("api");

        assertEquals(2, rig.last(Command.StartProcess.class, "api").incarnation().number());
    }

    /// Seeds 558763 and 953333.
    @Test
    void aRepairWhoseServiceWasSwitchedOffMeanwhileIsNotMadeUpForLater() {
        var rig = new Rig(API);
        rig.up("api");
        rig.hang("api");
        rig.configured(switched(API, false));
        rig.stopped("api");

        rig.configured(API);

        assertEquals(Purpose.WISH, rig.facts(Fact.StartIntended.class).getLast().purpose());
    }

    private static ServiceSpec switched(ServiceSpec spec, boolean enabled) {
        return new ServiceSpec(
                spec.id(),
                spec.driver(),
                spec.port(),
                spec.needs(),
                spec.checks(),
                spec.startWithinNanos(),
                spec.stopWithinNanos(),
                spec.recover(),
                spec.notifyAfterNanos(),
                enabled);
    }
}
