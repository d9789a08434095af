package holdfast.cli;

import holdfast.daemon.control.ControlClient;
import holdfast.daemon.control.Picture;
import holdfast.daemon.control.Refusal;
import holdfast.model.Event.Request;
import holdfast.model.ServiceId;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.Word;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// `holdfast pin`, `unpin`, `silence` and `unsilence`: what an operator says about a service that stays said.
final class StandingWordVerb implements Verb {
    /// Two words with ends as close as this, in nanoseconds, are the same one: an end is told on the wall clock.
    private static final long SAME_END_NANOS = 2_000_000_000L;

    private final Configured configured;
    private final VerbName verb;

    StandingWordVerb(Configured configured, VerbName verb) {
        this.configured = configured;
        this.verb = verb;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        var id = new ServiceId(here.input().operands().getFirst());
        Request request = request(here);
        try (ControlClient daemon = configured.open()) {
            Picture picture = daemon.picture();
            Optional<Word> before = word(WhyVerb.known(picture, id));
            if (!isSaying() && before.isEmpty()) {
                return new Said(here).done(picture, id, "cli.said.not-" + verb.typed(), id);
            }
            daemon.operate(id, request);
            Picture after = new Said(here).await(daemon, id, status -> isDone(before, word(status)));
            Optional<Word> now = word(WhyVerb.known(after, id));
            Optional<Instant> until = now.flatMap(said -> after.wall(said.untilNanos()));
            String end = until.map(at -> Words.of(here.texts()).time(at, after.at())).orElse("");
            String key = "cli.said." + verb.typed() + (isSaying() && until.isEmpty() ? "-for-good" : "");
            return new Said(here).done(after, id, key, id, end);
        } catch (Refusal refusal) {
            throw Door.failure(refusal);
        }
    }

    private Request request(Here here) throws Failure {
        long forNanos = isSaying() ? Options.span(here, VerbName.Flag.FOR).orElse(Long.MAX_VALUE) : 0;
        List<String> operands = here.input().operands();
        String why = String.join(" ", operands.subList(1, operands.size()));
        return switch (verb) {
            case PIN -> new Request.Pin(why, forNanos);
            case SILENCE -> new Request.Silence(why, forNanos);
            case UNPIN -> new Request.Unpin();
            case UNSILENCE -> new Request.Unsilence();
            case CHECK, MONITOR, STATUS, WHY, START, STOP, RESTART, RELOAD, ACK, APPROVE, INCIDENTS, LOGS, PORTS, VALIDATE, DEMO, COMPLETION ->
                throw new IllegalStateException("says nothing that stays said: " + verb);
        };
    }

    private boolean isSaying() {
        return verb == VerbName.PIN || verb == VerbName.SILENCE;
    }

    private Optional<Word> word(ServiceStatus service) {
        return verb == VerbName.PIN || verb == VerbName.UNPIN ? service.pin() : service.silence();
    }

    private boolean isDone(Optional<Word> before, Optional<Word> now) {
        return isSaying() ? now.isPresent() && !isSame(before, now.get()) : now.isEmpty();
    }

    private static boolean isSame(Optional<Word> before, Word now) {
        return before.filter(word -> word.why().equals(now.why())
                        && word.actor().equals(now.actor())
                        && Math.abs(word.untilNanos() - now.untilNanos()) < SAME_END_NANOS)
                .isPresent();
    }
}
