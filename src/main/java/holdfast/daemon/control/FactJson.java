package holdfast.daemon.control;

import holdfast.journal.FactText;
import holdfast.model.Reason;
import holdfast.model.Stamped;
import holdfast.text.FactLines;
import holdfast.text.Texts;
import java.time.Instant;
import java.util.Optional;

/// Facts over the control socket, and as `--json` prints them.
///
/// Threading: any.
public final class FactJson {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private FactJson() {}

    /// For programs outside: the fields as an object, and the line that people see.
    public static Tree printed(Stamped stamped, Texts texts) {
        FactLines.Line line = new FactLines(texts).line(stamped.fact());
        return new Tree()
                .put("sequence", stamped.sequence())
                .put("at", Instant.ofEpochMilli(stamped.atWallMillis()))
                .put("service", stamped.fact().service().name())
                .put("kind", FactText.kind(stamped.fact()))
                .put("level", line.level())
                .put("text", line.words())
                .putTree("fields", Json.read(FactText.body(stamped.fact())).fields());
    }

    /// With the sentence beside the key.
    public static Tree reason(Reason reason, Texts texts) {
        return new Tree()
                .put("key", reason.key())
                .putTexts("values", reason.values())
                .put("text", new FactLines(texts).reason(reason));
    }

    /// For the other end of the socket: the fields as the journal keeps them, since an object read without its types would round
    /// large numbers.
    static Tree sent(Stamped stamped) {
        return new Tree()
                .put("sequence", stamped.sequence())
                .put("at", stamped.atWallMillis())
                .put("kind", FactText.kind(stamped.fact()))
                .put("body", FactText.body(stamped.fact()));
    }

    /// Empty when a newer daemon tells of something that this program does not know.
    static Optional<Stamped> read(JsonObject tree) {
        try {
            long wallMillis = tree.number("at");
            return Optional.of(new Stamped(
                    tree.number("sequence"),
                    wallMillis * NANOS_PER_MILLI,
                    wallMillis,
                    FactText.read(tree.text("kind"), tree.text("body"))));
        } catch (FactText.UnreadableFact e) {
            return Optional.empty();
        }
    }
}
