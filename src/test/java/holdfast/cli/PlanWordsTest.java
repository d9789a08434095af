package holdfast.cli;

import holdfast.daemon.control.Plan;
import holdfast.daemon.control.Plan.Kind;
import holdfast.daemon.control.Plan.Means;
import holdfast.daemon.control.Plan.Step;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// What a dry run prints is what would be done, to be pasted.
class PlanWordsTest extends AtTheDaemon {
    @Test
    void theCommandOfARepairIsShownAsItWouldBeTyped() {
        String said = dryRun(Reason.of("supervisor.repair.command", "./mend --only a b"), new Means(
                "run", Optional.empty(), List.of("./mend", "--only", "a b"), Optional.of("/srv/shop"), Optional.of("shop"),
                Optional.empty(), Optional.empty(), Optional.empty(), List.of()));

        assertTrue(said.contains("api: repair it with: ./mend --only 'a b', in /srv/shop, as user shop"), said);
    }

    @Test
    void theRepairOfFilesIsShownAsItWouldBeTyped() {
        String said = dryRun(Reason.of("daemon.plan.ownership", "chown -R www-data /srv/build"), new Means(
                "run", Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), List.of()));

        assertTrue(said.contains("as by: chown -R www-data /srv/build"), said);
    }

    private String dryRun(Reason what, Means means) {
        daemon.foresees(new Plan(
                List.of(new Step(
                        0, Kind.REPAIR, new ServiceId("api"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                        Optional.of(what), Optional.empty(), means)),
                List.of()));
        return person.type("restart api --dry-run").out();
    }
}
