package holdfast.text;

import holdfast.model.Event.StartFailure;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.Wish;
import java.util.Locale;
import java.util.MissingResourceException;

/// One readable line for each fact: for the log, for `monitor` and `check`, for the timeline of an incident.
///
/// Threading: any.
public final class FactLines {
    /// How a line is marked.
    public enum Level {
        INFO,
        SUCCESS,
        WARN,
        ERROR
    }

    /// One line, beginning with the name of the service; without time and level, which each reader shows in its own way.
    public record Line(Level level, String words) {}

    private final Texts texts;
    private final Spans spans;
    private final ExitWords exits;

    public FactLines(Texts texts) {
        this.texts = texts;
        this.spans = new Spans(texts);
        this.exits = new ExitWords(texts);
    }

    public Line line(Fact fact) {
        return switch (fact) {
            case Fact.WishChanged changed -> wished(changed);
            case Fact.StartIntended intended -> startIntended(intended);
            case Fact.Started started -> info(
                    fact, "text.fact.started", started.process().pid(), started.incarnation().number());
            case Fact.StartFailed failed -> error(
                    fact, "text.fact.start-failed", startFailure(failed.failure()), reason(failed.reason()));
            case Fact.Adopted _, Fact.RunsMissed _, Fact.Ended _ -> run(fact);
            case Fact.StopIntended intended -> info(fact, "text.fact.stop." + word(intended.purpose()));
            case Fact.StopNotProven stuck -> error(fact, "text.fact.stop-not-proven", reason(stuck.reason()));
            case Fact.ReloadIntended intended -> info(fact, "text.fact.reload-intended", who(intended.actor()));
            case Fact.ReloadEnded ended -> reloadEnded(ended);
            case Fact.HealthJudged judged -> new Line(
                    level(judged.to()), say(fact, "text.fact.health." + word(judged.to()), reason(judged.reason())));
            case Fact.CheckBlinded blinded -> warn(
                    fact, "text.fact.check-blinded", blinded.check().name(), reason(blinded.reason()));
            case Fact.CheckSighted sighted -> info(fact, "text.fact.check-sighted", sighted.check().name());
            case Fact.IncidentOpened opened -> error(
                    fact, "text.fact.incident-opened", opened.incident(), cause(opened.cause()), reason(opened.reason()));
            case Fact.IncidentRestored restored -> success(fact, "text.fact.incident-restored", restored.incident());
            case Fact.IncidentRelapsed relapsed -> warn(
                    fact, "text.fact.incident-relapsed", relapsed.incident(), cause(relapsed.cause()), reason(relapsed.reason()));
            case Fact.IncidentClosed closed -> closed(closed);
            case Fact.RecoveryDelayed delayed -> info(fact, "text.fact.recovery-delayed", spans.say(delayed.delayNanos()));
            case Fact.RecoveryHeld held -> warn(fact, "text.fact.recovery-held", reason(held.hold().reason()));
            case Fact.RecoveryResumed _ -> info(fact, "text.fact.recovery-resumed");
            case Fact.Parked parked -> parked(parked);
            case Fact.Unparked unparked -> info(fact, "text.fact.unparked." + word(unparked.cause()));
            case Fact.AlertDecided decided -> info(fact, "text.fact.alert." + word(decided.kind()), decided.incident());
            case Fact.Forgotten _ -> info(fact, "text.fact.forgotten");
            case Fact.Remarked remarked -> warn(fact, "text.fact.remarked", reason(remarked.reason()));
            case Fact.RivalsNoted noted -> rivals(noted);
            case Fact.Diagnosed _, Fact.EvidenceKept _, Fact.RungTaken _, Fact.RemedyEnded _ -> measure(fact);
            case Fact.Proposed _, Fact.Approved _, Fact.Acknowledged _ -> measure(fact);
            case Fact.Pinned _, Fact.Unpinned _, Fact.Silenced _, Fact.Unsilenced _ -> measure(fact);
        };
    }

    /// Runs that were not begun by us, and how runs end.
    private Line run(Fact fact) {
        return switch (fact) {
            case Fact.Adopted adopted -> adopted(adopted);
            case Fact.RunsMissed missed -> error(
                    fact,
                    missed.runs() == 1 ? "text.fact.run-missed" : "text.fact.runs-missed",
                    exits.say(missed.status()),
                    missed.last().number(),
                    missed.runs());
            case Fact.Ended ended -> ended(ended);
            case Fact other -> throw new IllegalStateException("told elsewhere: " + other);
        };
    }

    /// Causes, measures, and what operators said about them.
    private Line measure(Fact fact) {
        return switch (fact) {
            case Fact.Diagnosed diagnosed -> warn(
                    fact, "text.fact.diagnosed." + word(diagnosed.confidence()), reason(diagnosed.reason()));
            case Fact.EvidenceKept kept -> info(fact, "text.fact.evidence-kept", kept.path());
            case Fact.RungTaken taken -> info(
                    fact, "text.fact.rung." + key(taken.rung()), taken.what().map(this::reason).orElse(""));
            case Fact.RemedyEnded ended when ended.applied() -> success(fact, "text.fact.remedy-applied", reason(ended.reason()));
            case Fact.RemedyEnded ended -> warn(fact, "text.fact.remedy-not-applied", reason(ended.reason()));
            case Fact.Proposed proposed -> warn(
                    fact,
                    "text.fact.proposed." + key(proposed.rung()),
                    proposed.incident(),
                    proposed.what().map(this::reason).orElse(""));
            case Fact.Approved approved -> info(fact, "text.fact.approved", who(approved.actor()));
            case Fact.Acknowledged acknowledged when acknowledged.why().isEmpty() -> info(
                    fact, "text.fact.acknowledged-plain", who(acknowledged.actor()));
            case Fact.Acknowledged acknowledged -> info(
                    fact, "text.fact.acknowledged", who(acknowledged.actor()), acknowledged.why());
            case Fact.Pinned pinned -> info(fact, "text.fact.pinned", who(pinned.actor()), pinned.why(), span(pinned.forNanos()));
            case Fact.Unpinned unpinned -> info(fact, "text.fact.unpinned", who(unpinned.actor()));
            case Fact.Silenced silenced -> info(
                    fact, "text.fact.silenced", who(silenced.actor()), silenced.why(), span(silenced.forNanos()));
            case Fact.Unsilenced unsilenced -> info(fact, "text.fact.unsilenced", who(unsilenced.actor()));
            case Fact other -> throw new IllegalStateException("told elsewhere: " + other);
        };
    }

    /// Whether a wish was not uttered here: somebody started or stopped the service in the program that keeps it.
    public static boolean isFromBackend(Fact.WishChanged changed) {
        return changed.actor().equals("backend");
    }

    /// Whether it was no wish but how the service was found: stopped where it is kept, before Holdfast knew it.
    public static boolean isAsFound(Fact.WishChanged changed) {
        return changed.actor().equals("found");
    }

    /// What sentences about a measure end their key in. Those of a service's own share one: it is named in what it does.
    public static String key(Rung rung) {
        return switch (rung) {
            case Rung.Known known -> known.word();
            case Rung.Own _ -> "own";
        };
    }

    /// Who did something, as a sentence has it: `anna` for `cli:anna`, since a person at a terminal is the usual case.
    public static String who(String actor) {
        return actor.startsWith("cli:") ? actor.substring("cli:".length()) : actor;
    }

    private Line wished(Fact.WishChanged changed) {
        boolean up = changed.wish() == Wish.UP;
        if (changed.absence().isPresent()) {
            return warn(changed, "text.fact.absent", reason(changed.absence().get()));
        }
        if (isAsFound(changed)) {
            return warn(changed, "text.fact.found-down", changed.service());
        }
        if (isFromBackend(changed)) {
            return info(changed, up ? "text.fact.backend-up" : "text.fact.backend-down");
        }
        return info(changed, up ? "text.fact.wish-up" : "text.fact.wish-down", who(changed.actor()));
    }

    private String span(long nanos) {
        return nanos == Long.MAX_VALUE ? texts.say("text.fact.for-good") : texts.say("text.fact.for", spans.say(nanos));
    }

    /// What opened an incident: `it does not answer`.
    public String cause(Fact.Cause cause) {
        return texts.say("text.cause." + word(cause));
    }

    /// The sentence for a reason out of the journal. One that an older or newer Holdfast wrote, and this one has no words for,
    /// is shown as it was stored: a log line is worth more than a complaint.
    public String reason(Reason reason) {
        try {
            return texts.say(reason);
        } catch (MissingResourceException unknown) {
            return reason.values().isEmpty() ? reason.key() : reason.key() + " " + reason.values();
        }
    }

    private Line startIntended(Fact.StartIntended intended) {
        String key = "text.fact.start." + word(intended.purpose());
        return info(intended, key, intended.tries(), intended.incarnation().number());
    }

    private Line adopted(Fact.Adopted adopted) {
        ProcessIdentity process = adopted.process();
        String key = switch (adopted.origin()) {
            case HOLDFAST -> "text.fact.adopted";
            case HAND -> "text.fact.adopted-by-hand";
            case BACKEND -> "text.fact.adopted-from-backend";
            case RELOAD -> "text.fact.adopted-by-reload";
        };
        return info(adopted, key, process.pid(), adopted.incarnation().number());
    }

    private Line ended(Fact.Ended ended) {
        String how = exits.say(ended.status());
        if (ended.word().isPresent()) {
            return error(ended, "text.fact.ended-given-up", how, reason(ended.word().get()));
        }
        if (ended.survivors() > 0) {
            return warn(ended, "text.fact.ended-survivors", how, ended.survivors());
        }
        // Also a start that Holdfast decided and did not live to carry out: there was nothing that could have been stopped.
        if (ended.asked() && ended.status() instanceof ExitStatus.Unknown) {
            return info(ended, "text.fact.ended-unseen");
        }
        return ended.asked() ? info(ended, "text.fact.ended-asked", how) : error(ended, "text.fact.ended", how);
    }

    private Line rivals(Fact.RivalsNoted noted) {
        return noted.rivals().isEmpty()
                ? info(noted, "text.fact.no-rivals")
                : warn(noted, "text.fact.rivals", String.join(" ", noted.rivals().stream().map(this::reason).toList()));
    }

    private Line reloadEnded(Fact.ReloadEnded ended) {
        Level level = switch (ended.result()) {
            case GOOD -> Level.SUCCESS;
            case NOT_PROVEN, FAILED, DIED -> Level.ERROR;
            case REFUSED, LOST -> Level.WARN;
            case OVERTAKEN -> Level.INFO;
        };
        return new Line(level, say(ended, "text.fact.reload." + word(ended.result()), reason(ended.reason())));
    }

    private Line parked(Fact.Parked parked) {
        return parked.delayNanos() == Long.MAX_VALUE
                ? error(parked, "text.fact.parked-for-good")
                : error(parked, "text.fact.parked", spans.say(parked.delayNanos()));
    }

    private Line closed(Fact.IncidentClosed closed) {
        String key = "text.fact.incident-closed." + word(closed.closing());
        return closed.closing() == Fact.Closing.HEALED
                ? success(closed, key, closed.incident())
                : info(closed, key, closed.incident());
    }

    private String startFailure(StartFailure failure) {
        return texts.say("text.start-failure." + word(failure));
    }

    private static Level level(Health health) {
        return switch (health) {
            case UNKNOWN -> Level.INFO;
            case HEALTHY -> Level.SUCCESS;
            case DEGRADED -> Level.WARN;
            case UNHEALTHY -> Level.ERROR;
        };
    }

    /// A constant's name as it stands in a message key.
    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Line info(Fact fact, String key, Object... values) {
        return new Line(Level.INFO, say(fact, key, values));
    }

    private Line success(Fact fact, String key, Object... values) {
        return new Line(Level.SUCCESS, say(fact, key, values));
    }

    private Line warn(Fact fact, String key, Object... values) {
        return new Line(Level.WARN, say(fact, key, values));
    }

    private Line error(Fact fact, String key, Object... values) {
        return new Line(Level.ERROR, say(fact, key, values));
    }

    private String say(Fact fact, String key, Object... values) {
        return texts.say("text.fact", fact.service(), texts.say(key, values));
    }
}
