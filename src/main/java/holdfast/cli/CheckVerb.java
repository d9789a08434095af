package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Refusal;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.util.ArrayList;
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
        Optional<ControlClient> daemon = Door.tryOpen(configuration.control().socket());
        if (daemon.isPresent()) {
            try (ControlClient open = daemon.get()) {
                var handOver = new HandOver(here, open, configuration.fleet());
                HandOver.Checked checked = handOver.check(chosen, heals);
                return new CheckReport(here, configuration, handOver.lines()).print(checked);
            } catch (Refusal refusal) {
                throw Door.failure(refusal);
            }
        }
        if (here.terminal().live()) {
            ValidateVerb.notices(here, configuration); // under cron each of them would be a mail
        }
        var pass = new Pass(here, configuration);
        Pass.Result result = heals ? pass.heal(chosen, List.of(), Optional.empty()) : pass.look(chosen);
        return new CheckReport(here, configuration, pass.lines()).print(pass, result);
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
