package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Plan;
import holdfast.daemon.control.Refusal;
import holdfast.model.CheckId;
import holdfast.model.ProbeResult;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// `holdfast check`: one pass with retries. Repairs what is broken, proves it, says what it did. A daemon that takes care of the
/// same configuration does the repairing, so that there are never two at it.
final class CheckVerb implements Verb {
    private final Configured configured;

    CheckVerb(Configured configured) {
        this.configured = configured;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        Configuration configuration = configured.load();
        List<ServiceId> chosen = chosen(here, configuration);
        boolean heals = !here.input().has(VerbName.Flag.NO_HEAL);
        boolean isDry = here.input().has(VerbName.Flag.DRY_RUN);
        Optional<ControlClient> daemon = Door.tryOpen(configuration.control().socket());
        if (daemon.isPresent()) {
            try (ControlClient open = daemon.get()) {
                if (isDry) {
                    return tell(here, open.plan(Optional.empty(), chosen, false));
                }
                var handOver = new HandOver(here, open, configuration.fleet());
                HandOver.Checked checked = handOver.check(chosen, heals);
                return new CheckReport(here, configuration, handOver.lines()).print(handOver, checked);
            } catch (Refusal refusal) {
                throw Door.failure(refusal);
            }
        }
        if (here.terminal().live()) {
            ValidateVerb.notices(here, configuration); // under cron each of them would be a mail
        }
        var pass = new Pass(here, configuration);
        if (isDry) {
            return tell(here, foresee(configuration, chosen, pass));
        }
        Pass.Result result = heals ? pass.heal(chosen, List.of(), Optional.empty()) : pass.look(chosen);
        return new CheckReport(here, configuration, pass.lines()).print(pass, result);
    }

    /// What a pass would do about what the checks say now.
    private static Plan foresee(Configuration configuration, List<ServiceId> chosen, Pass pass) throws Failure, IOException {
        Pass.Result _ = pass.look(chosen);
        var probed = new HashMap<CheckId, ProbeResult>();
        pass.probes().forEach(each -> probed.put(each.check(), each.result()));
        try (var before = LoneLook.at(configuration, chosen)) {
            return before.plan(List.of(List.of()), probed);
        }
    }

    private static Exit tell(Here here, Plan plan) {
        PlanPage.print(here, plan);
        return plan.changesAnything() || !plan.left().isEmpty() ? Exit.BAD : Exit.GOOD;
    }

    private static List<ServiceId> chosen(Here here, Configuration configuration) throws Failure {
        var chosen = new ArrayList<ServiceId>();
        for (String name : here.input().operands()) {
            var id = new ServiceId(name);
            if (configuration.fleet().index(id).isEmpty()) {
                throw Failure.of(Exit.USAGE, "cli.unknown-service", name, Configured.names(configuration));
            }
            chosen.add(id);
        }
        return chosen;
    }
}
