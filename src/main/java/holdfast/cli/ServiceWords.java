package holdfast.cli;

import holdfast.daemon.control.Picture;
import holdfast.daemon.control.Tree;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
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

/// What a service does, what comes next, and what is deliberately left undone, each in a few words.
final class ServiceWords {
    private final Texts texts;
    private final Words words;
    private final FactLines facts;

    ServiceWords(Texts texts, Words words) {
        this.texts = texts;
        this.words = words;
        this.facts = new FactLines(texts);
    }

    /// Up and answering, or down because somebody wants it down.
    static boolean isGood(ServiceStatus service) {
        return isStoppedOnPurpose(service) || isServing(service);
    }

    /// Others may lean on it.
    static boolean isServing(ServiceStatus service) {
        return (service.state() == State.UP || service.state() == State.WATCHED) && service.health() == Health.HEALTHY;
    }

    static boolean isStoppedOnPurpose(ServiceStatus service) {
        return service.wish() == Wish.DOWN && service.state() == State.STOPPED;
    }

    /// Its backend has none.
    static boolean isAbsent(ServiceStatus service) {
        return isStoppedOnPurpose(service) && service.absence().isPresent();
    }

    /// Only a person can end it.
    static boolean needsPerson(Hold hold) {
        return switch (hold.kind()) {
            case PINNED, OBSERVING, APPROVAL -> true;
            case DEPENDENCY, BLAMED_ELSEWHERE, COMMON_CAUSE, ONE_BY_ONE, OBSERVER, CHAIN, HOST_BUDGET, HOST_STARVED -> false;
        };
    }

    static Colour colour(ServiceStatus service) {
        if (isStoppedOnPurpose(service)) {
            return isAbsent(service) ? Colour.YELLOW : Colour.DIM;
        }
        return switch (service.state()) {
            case UP, WATCHED -> colour(service.health());
            case LOOKING, STARTING, RELOADING, STOPPING, WAITING, BACKING_OFF -> Colour.YELLOW;
            case STUCK, PARKED, STOPPED -> Colour.RED;
        };
    }

    static Colour colour(Health health) {
        return switch (health) {
            case HEALTHY -> Colour.GREEN;
            case DEGRADED -> Colour.YELLOW;
            case UNHEALTHY -> Colour.RED;
            case UNKNOWN -> Colour.DIM;
        };
    }

    String state(ServiceStatus service) {
        if (isAbsent(service)) {
            return texts.say("cli.state.absent");
        }
        return texts.say("cli.state." + (isHeldDown(service) ? "held" : Tree.word(service.state())));
    }

    /// It is not about to be started: nothing is done about it, on purpose.
    private static boolean isHeldDown(ServiceStatus service) {
        return service.state() == State.BACKING_OFF
                && service.incident().flatMap(IncidentStatus::hold).isPresent();
    }

    String health(Health health) {
        return texts.say("cli.health." + Tree.word(health));
    }

    /// What it is doing, as the first line of a page.
    String sentence(ServiceStatus service, List<ServiceId> missing) {
        if (isAbsent(service)) {
            return texts.say("cli.why.is-absent", service.id());
        }
        if (isStoppedOnPurpose(service)) {
            return texts.say("cli.why.is-stopped-on-purpose", service.id());
        }
        if (isHeldDown(service)) {
            return texts.say("cli.why.is-held", service.id());
        }
        String health = health(service.health());
        return switch (service.state()) {
            case WAITING -> texts.say("cli.why.is-waiting", service.id(), listed(missing));
            case PARKED -> service.process().isPresent()
                    ? texts.say("cli.why.is-parked-running", service.id(), health)
                    : texts.say("cli.why.is-parked", service.id());
            case LOOKING, STOPPED, BACKING_OFF, STARTING, UP, RELOADING, STOPPING, STUCK, WATCHED ->
                texts.say("cli.why.is-" + Tree.word(service.state()), service.id(), health);
        };
    }

    /// The one word that matters: its health while it runs, else what it is doing.
    String standing(ServiceStatus service) {
        boolean isJudged = service.state() == State.UP || service.state() == State.WATCHED;
        return isJudged ? health(service.health()) : state(service);
    }

    String cause(Fact.Cause cause) {
        return texts.say("text.cause." + Tree.word(cause));
    }

    String sentence(Reason reason) {
        return facts.reason(reason);
    }

    /// A reason as part of a sentence: without its full stop.
    String phrase(Reason reason) {
        return phrase(facts.reason(reason));
    }

    static String phrase(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /// `restart in 0.8 s`. Empty when nothing is planned.
    Optional<String> next(Picture picture, ServiceStatus service) {
        if (service.state() == State.WAITING && service.next().isEmpty()) {
            return Optional.of(texts.say("cli.next-needs"));
        }
        if (isAbsent(service)) {
            return Optional.empty();
        }
        if (isStoppedOnPurpose(service)) {
            return Optional.of(texts.say("cli.next-stopped", service.id()));
        }
        return service.next().map(next -> {
            String what = texts.say("cli.next." + Tree.word(next.what()));
            if (next.atNanos() == Long.MAX_VALUE) {
                return texts.say("cli.next-never", what);
            }
            long left = next.atNanos() - picture.status().atNanos();
            return left <= 0 ? texts.say("cli.next-now", what) : texts.say("cli.next-in", what, words.roughSpan(left));
        });
    }

    /// Standing words and holds, as short as a column needs them. Empty when there are none.
    String note(Picture picture, ServiceStatus service) {
        var notes = new ArrayList<String>();
        service.pin().ifPresent(pin -> notes.add(until(picture, pin, "pinned")));
        service.incident().flatMap(IncidentStatus::hold).flatMap(this::note).ifPresent(notes::add);
        service.incident().filter(IncidentStatus::acknowledged).ifPresent(_ -> notes.add(texts.say("cli.note.acknowledged")));
        service.silence().ifPresent(silence -> notes.add(until(picture, silence, "silenced")));
        if (!service.rivals().isEmpty()) {
            notes.add(texts.say("cli.note.rivals"));
        }
        return String.join("; ", notes);
    }

    private String until(Picture picture, Word word, String kind) {
        return picture.wall(word.untilNanos())
                .map(end -> texts.say("cli.note." + kind, words.time(end, picture.at())))
                .orElseGet(() -> texts.say("cli.note." + kind + "-for-good"));
    }

    private Optional<String> note(Hold hold) {
        String culprit = hold.culprit().map(ServiceId::name).orElse("–");
        return switch (hold.kind()) {
            case PINNED -> Optional.empty();
            case APPROVAL, OBSERVING, DEPENDENCY, BLAMED_ELSEWHERE, COMMON_CAUSE, ONE_BY_ONE, OBSERVER, CHAIN, HOST_BUDGET, HOST_STARVED ->
                Optional.of(texts.say("cli.note.held-" + Tree.word(hold.kind()), culprit));
        };
    }

    static String listed(List<ServiceId> services) {
        return String.join(", ", services.stream().map(ServiceId::name).toList());
    }
}
