package holdfast.cli;

import holdfast.daemon.control.Picture;
import holdfast.model.Fact;
import holdfast.model.Hold;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import holdfast.model.Status.Word;
import holdfast.model.Wish;
import holdfast.text.FactLines;
import holdfast.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one might expect to be done about a service, and why it is not.
final class Undone {
    private final Texts texts;
    private final Words words;
    private final FactLines facts;
    private final String program;

    /// @param program how Holdfast was called, so that a command that is shown can be pasted
    Undone(Texts texts, Words words, String program) {
        this.texts = texts;
        this.words = words;
        this.program = program;
        this.facts = new FactLines(texts);
    }

    /// @param missing what it needs and is not there
    /// @param history of this service, oldest first
    List<String> all(Picture picture, ServiceStatus service, List<ServiceId> missing, List<Stamped> history) {
        var left = new ArrayList<String>();
        service.pin().ifPresent(pin -> left.add(standing(picture, service, pin, "pinned")));
        state(picture, service, missing, history).ifPresent(left::add);
        service.incident().ifPresent(incident -> left.addAll(incident(picture, service, incident)));
        service.silence().ifPresent(silence -> left.add(standing(picture, service, silence, "silenced")));
        service.checks().stream()
                .filter(check -> check.blind())
                .forEach(check -> left.add(texts.say("cli.undone.blind", check.id().name())));
        return List.copyOf(left);
    }

    private String standing(Picture picture, ServiceStatus service, Word word, String kind) {
        return picture.wall(word.untilNanos())
                .map(until -> words.time(until, picture.at()))
                .map(until -> texts.say("cli.undone." + kind, FactLines.who(word.actor()), word.why(), until, service.id(), program))
                .orElseGet(() -> texts.say("cli.undone." + kind + "-for-good", FactLines.who(word.actor()), word.why(), service.id(), program));
    }

    private Optional<String> state(Picture picture, ServiceStatus service, List<ServiceId> missing, List<Stamped> history) {
        String when = service.next()
                .flatMap(next -> picture.wall(next.atNanos()))
                .map(at -> words.time(at, picture.at()))
                .orElse("");
        boolean isHeld = service.incident().flatMap(IncidentStatus::hold).isPresent();
        return switch (service.state()) {
            case STOPPED -> Optional.of(service.absence()
                    .map(absence -> texts.say("cli.undone.absent", facts.reason(absence), service.id()))
                    .orElseGet(() -> texts.say(stopped(service, history), service.id(), program)));
            case WAITING -> Optional.of(waiting(picture, missing));
            case BACKING_OFF -> isHeld || when.isEmpty() ? Optional.empty() : Optional.of(texts.say("cli.undone.backing-off", when));
            case STARTING -> when.isEmpty() ? Optional.empty() : Optional.of(texts.say("cli.undone.starting", when));
            case STUCK -> Optional.of(texts.say("cli.undone.stuck", service.id()));
            case PARKED -> Optional.of(parked(service, when));
            case WATCHED -> ServiceWords.isGood(service)
                    ? Optional.empty()
                    : Optional.of(texts.say("cli.undone.watched", service.id()));
            case LOOKING, UP, RELOADING, STOPPING -> Optional.empty();
        };
    }

    /// Who has stopped it, and whether that was here.
    private static String stopped(ServiceStatus service, List<Stamped> history) {
        if (service.wish() != Wish.DOWN) {
            return "cli.undone.stopped";
        }
        Optional<Fact.WishChanged> last = history.reversed().stream()
                .map(Stamped::fact)
                .filter(Fact.WishChanged.class::isInstance)
                .map(Fact.WishChanged.class::cast)
                .findFirst();
        if (last.filter(FactLines::isAsFound).isPresent()) {
            return "cli.undone.found-stopped";
        }
        return last.filter(FactLines::isFromBackend).isPresent() ? "cli.undone.stopped-elsewhere" : "cli.undone.wished-down";
    }

    /// Given up after tries, or because no restart can help.
    private String parked(ServiceStatus service, String when) {
        boolean isUntried = service.incident()
                .filter(incident -> incident.diagnosis()
                        .map(made -> !made.restartHelps())
                        .orElse(incident.attempts() == 0))
                .isPresent();
        String kind = isUntried ? "parked-untried" : "parked";
        return when.isEmpty()
                ? texts.say("cli.undone." + kind + "-for-good", service.id(), program)
                : texts.say("cli.undone." + kind, when, service.id(), program);
    }

    private List<String> incident(Picture picture, ServiceStatus service, IncidentStatus incident) {
        var left = new ArrayList<String>();
        incident.hold().filter(hold -> hold.kind() != Hold.Kind.PINNED).ifPresent(hold -> left.add(held(picture, service, hold)));
        if (incident.cause() == Fact.Cause.NOT_READY && service.state() != State.WATCHED) {
            left.add(texts.say("cli.undone.not-ready", service.id()));
        }
        if (incident.restoredNanos().isPresent()) {
            left.add(texts.say("cli.undone.proving", incident.id()));
        }
        if (incident.acknowledged()) {
            left.add(texts.say("cli.undone.acknowledged"));
        }
        return left;
    }

    private String held(Picture picture, ServiceStatus service, Hold hold) {
        if (hold.kind() == Hold.Kind.APPROVAL) {
            return texts.say("cli.undone.approval");
        }
        if (hold.kind() != Hold.Kind.DEPENDENCY || hold.culprit().isEmpty()) {
            return texts.say("cli.undone.hold", ServiceWords.phrase(facts.reason(hold.reason())));
        }
        ServiceId need = hold.culprit().get();
        return texts.say(isStopped(picture, need) ? "cli.undone.held-stopped" : "cli.undone.held", service.id(), need, program);
    }

    private String waiting(Picture picture, List<ServiceId> missing) {
        if (missing.isEmpty()) {
            return texts.say("cli.undone.waiting-no-more");
        }
        ServiceId first = missing.getFirst();
        String key = isStopped(picture, first) ? "cli.undone.waiting-stopped" : "cli.undone.waiting";
        return texts.say(key, ServiceWords.listed(missing), first, program);
    }

    private static boolean isStopped(Picture picture, ServiceId need) {
        return picture.service(need).filter(ServiceWords::isStoppedOnPurpose).isPresent();
    }
}
