package holdfast.cli;

import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.Refusal;
import holdfast.model.Event.Request;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.ServiceStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// `holdfast ack` and `holdfast approve`: what an operator says about an open incident.
final class IncidentWordVerb implements Verb {
    private final Configured configured;
    private final VerbName verb;

    IncidentWordVerb(Configured configured, VerbName verb) {
        this.configured = configured;
        this.verb = verb;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        long number = IncidentsVerb.number(here);
        List<String> operands = here.input().operands();
        String why = String.join(" ", operands.subList(1, operands.size()));
        try (ControlClient daemon = configured.open()) {
            Picture picture = daemon.picture();
            Optional<ServiceId> owner = picture.status().services().stream()
                    .filter(service -> incident(service, number).isPresent())
                    .map(ServiceStatus::id)
                    .findFirst();
            if (owner.isEmpty()) {
                throw over(daemon.incident(number), number);
            }
            ServiceId id = owner.get();
            boolean acknowledges = verb == VerbName.ACK;
            daemon.operate(id, acknowledges ? new Request.Acknowledge(number, why) : new Request.Approve(number));
            Picture after = new Said(here).await(daemon, id, service -> incident(service, number)
                    .map(incident -> acknowledges ? incident.acknowledged() : incident.proposal().isEmpty())
                    .orElse(true));
            return new Said(here).done(after, id, "cli.said." + verb.typed(), number, id);
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    private static Optional<IncidentStatus> incident(ServiceStatus service, long number) {
        return service.incident().filter(open -> open.id() == number);
    }

    private static Failure over(List<Stamped> facts, long number) {
        String service = facts.getFirst().fact().service().name();
        return Failure.of(Exit.USAGE, "daemon.control.incident-over", number, service);
    }
}
