package holdfast.cli;

import holdfast.daemon.control.FactJson;
import holdfast.daemon.control.Tree;
import holdfast.model.Fact;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.Stamped;
import holdfast.text.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The measures taken in one incident, in order, each with what came of it: read from the facts of its service.
final class Measures {
    private final long incident;
    private final List<Measure> taken = new ArrayList<>();

    private Measures(long incident) {
        this.incident = incident;
    }

    /// @param what the repair, in one sentence
    /// @param run that was started
    /// @param why it came to nothing
    record Measure(
            Instant at, Rung rung, Optional<Reason> what, Optional<Long> run, Result result, Optional<Reason> why) {
        private Measure with(Result next, Optional<Reason> reason) {
            return new Measure(at, rung, what, run, next, reason);
        }

        Tree tree(Texts texts) {
            return new Tree()
                    .put("at", at)
                    .put("measure", rung.word())
                    .put("what", what.map(reason -> FactJson.reason(reason, texts)))
                    .put("incarnation", run)
                    .put("result", result)
                    .put("reason", why.map(reason -> FactJson.reason(reason, texts)));
        }
    }

    /// What came of a measure.
    enum Result {
        UNDER_WAY,
        /// Good again, and that is being proven.
        PROVING,
        HELD,
        DID_NOT_HELP,
        /// It was good again, and did not stay so.
        DID_NOT_HOLD,
        /// It could not be carried out, or was not called for.
        NOT_DONE,
        /// The incident was ended by other means.
        OVERTAKEN
    }

    /// @param facts of the service, oldest first
    static List<Measure> of(long incident, List<Stamped> facts) {
        var measures = new Measures(incident);
        facts.forEach(measures::read);
        return List.copyOf(measures.taken);
    }

    private void read(Stamped stamped) {
        switch (stamped.fact()) {
            case Fact.RungTaken rung when rung.incident() == incident -> {
                conclude(Result.UNDER_WAY, Result.DID_NOT_HELP);
                Instant at = Instant.ofEpochMilli(stamped.atWallMillis());
                taken.add(new Measure(at, rung.rung(), rung.what(), Optional.empty(), Result.UNDER_WAY, Optional.empty()));
            }
            case Fact.StartIntended start when start.purpose() == Purpose.RECOVERY || start.purpose() == Purpose.SLOW_RETRY ->
                change(last -> last.run().isPresent()
                        ? last
                        : new Measure(
                                last.at(), last.rung(), last.what(), Optional.of(start.incarnation().number()), Result.UNDER_WAY,
                                Optional.empty()));
            case Fact.StartFailed failed -> change(last -> last.with(Result.NOT_DONE, Optional.of(failed.reason())));
            case Fact.RemedyEnded ended when ended.incident() == incident && !ended.applied() ->
                change(last -> last.with(Result.NOT_DONE, Optional.of(ended.reason())));
            case Fact.Parked parked when parked.incident() == incident -> conclude(Result.UNDER_WAY, Result.DID_NOT_HELP);
            case Fact.IncidentRestored restored when restored.incident() == incident ->
                change(last -> last.with(Result.PROVING, Optional.empty()));
            case Fact.IncidentRelapsed relapsed when relapsed.incident() == incident ->
                change(last -> last.with(Result.DID_NOT_HOLD, Optional.of(relapsed.reason())));
            case Fact.IncidentClosed closed when closed.incident() == incident -> {
                conclude(Result.PROVING, closed.closing() == Closing.HEALED ? Result.HELD : Result.OVERTAKEN);
                conclude(Result.UNDER_WAY, Result.OVERTAKEN);
            }
            case Fact _ -> {}
        }
    }

    private interface Change {
        Measure of(Measure last);
    }

    private void change(Change change) {
        if (!taken.isEmpty()) {
            taken.add(change.of(taken.removeLast()));
        }
    }

    private void conclude(Result from, Result to) {
        change(last -> last.result() == from ? last.with(to, Optional.empty()) : last);
    }
}
