package holdfast.config;

import holdfast.model.Limits;
import java.nio.file.Path;
import java.util.Optional;

/// Reads what `defaults:`, a service and, for its timing, a check have in common.
final class SettingsReader {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;
    static final long DAY = 24 * 60 * 60 * SECOND;

    /// Ten probes a second of one check; more is a load test.
    static final long LEAST_EVERY_NANOS = 100 * MILLI;

    /// A verdict that needs more answers than this comes too late to be one.
    static final int MOST_STRIKES = 100;

    /// Bytes. Cutting smaller pieces costs more than it saves.
    static final long LEAST_LOG_BYTES = 64_000;

    static final int MOST_LOGS_KEPT = 1000;

    private SettingsReader() {}

    /// @param base what the levels above say
    /// @param directory that relative paths are seen from
    /// @return this level over `base`
    static Settings read(Section section, Settings base, Path directory) {
        Optional<Section> start = section.section("start", Keys.START);
        Optional<Section> stop = section.section("stop", Keys.STOP);
        Optional<Section> logs = section.section("logs", Keys.LOGS);
        var here = new Settings(
                timing(section, base.timing()),
                recovery(section, base.recovery()),
                MeasuresReader.read(section, directory),
                start.flatMap(in -> in.field("within")).flatMap(field -> field.duration(MILLI, DAY)),
                stop.flatMap(in -> in.field("signal")).flatMap(SettingsReader::signal),
                stop.flatMap(in -> in.field("within")).flatMap(field -> field.duration(0, DAY)),
                logs.flatMap(in -> in.field("size")).flatMap(SettingsReader::logSize),
                logs.flatMap(in -> in.field("keep")).flatMap(SettingsReader::logKeep),
                section.field("alert_after").flatMap(field -> field.duration(0, DAY)));
        return here.over(base);
    }

    static Optional<Long> logSize(Field field) {
        return field.size(LEAST_LOG_BYTES, Long.MAX_VALUE);
    }

    static Optional<Integer> logKeep(Field field) {
        return field.integer(0, MOST_LOGS_KEPT);
    }

    /// @return this level over `base`
    static Timing timing(Section section, Timing base) {
        var timing = new Timing(
                section.field("every").flatMap(field -> field.duration(LEAST_EVERY_NANOS, DAY)),
                section.field("recheck").flatMap(field -> field.duration(LEAST_EVERY_NANOS, DAY)),
                section.field("timeout").flatMap(field -> field.duration(MILLI, DAY)),
                section.field("fail_after").flatMap(field -> field.integer(1, MOST_STRIKES)),
                section.field("good_after").flatMap(field -> field.integer(1, MOST_STRIKES)));
        Timing all = timing.over(base);
        longerThanEvery(section, "timeout", timing.timeoutNanos(), all.every());
        longerThanEvery(section, "recheck", timing.recheckNanos(), all.every());
        return all;
    }

    /// What stands on the same level as, or below, the `every` it exceeds is a mistake; what is inherited gives way quietly.
    private static void longerThanEvery(Section section, String key, Optional<Long> nanos, long every) {
        if (nanos.isPresent() && nanos.get() > every) {
            section.field(key).ifPresent(field ->
                    field.problem("timing.long", key, Scalars.durationText(nanos.get()), Scalars.durationText(every)));
        }
    }

    private static Optional<Integer> signal(Field field) {
        return field.scalar("signal").flatMap(text -> {
            Optional<Integer> number = Signals.number(text.value());
            if (number.isEmpty()) {
                field.problem("signal", text.written(), Signals.names());
            }
            return number;
        });
    }

    private static Recovery recovery(Section outer, Recovery base) {
        Optional<Section> found = outer.section("recover", Keys.RECOVER);
        if (found.isEmpty()) {
            return base;
        }
        Section section = found.get();
        var recovery = new Recovery(
                section.field("attempts").flatMap(field -> field.integer(0, Limits.ATTEMPTS_REMEMBERED)),
                span(section, "window", SECOND),
                section.field("hourly").flatMap(field -> field.integer(0, Limits.ATTEMPTS_REMEMBERED)),
                section.field("daily").flatMap(field -> field.integer(0, Limits.ATTEMPTS_REMEMBERED)),
                span(section, "backoff", 0),
                span(section, "backoff_max", 0),
                section.field("jitter").flatMap(Field::percent),
                span(section, "spacing", 0),
                section.field("cooldown").flatMap(SettingsReader::cooldown),
                span(section, "cooldown_max", SECOND),
                span(section, "stable", 0),
                span(section, "fade", 0));
        Recovery all = recovery.over(base);
        contradictions(section, recovery, all);
        return all;
    }

    /// Each alone is fine; together they cannot do what they say.
    private static void contradictions(Section section, Recovery here, Recovery all) {
        if (here.windowNanos().isPresent() && all.spaced() > 0 && all.window() <= all.spaced()) {
            at(section, "window", "recover.window", Scalars.durationText(all.window()), Scalars.durationText(2 * all.spaced()));
        }
        if (here.hourly().isPresent() && here.hourly().get() < all.most()) {
            at(section, "hourly", "recover.fewer", "hourly", "attempts", all.most());
        }
        if (here.daily().isPresent() && here.daily().get() < all.inAnHour()) {
            at(section, "daily", "recover.fewer", "daily", "hourly", all.inAnHour());
        }
        if (here.backoffNanosMax().isPresent() && here.backoffNanosMax().get() < all.policy().backoffNanos()) {
            at(section, "backoff_max", "recover.max", "backoff_max", "backoff");
        }
        if (here.cooldownNanosMax().isPresent() && here.cooldownNanosMax().get() < all.policy().cooldownNanos()) {
            at(section, "cooldown_max", "recover.max", "cooldown_max", "cooldown");
        }
    }

    private static void at(Section section, String key, String problem, Object... values) {
        section.field(key).ifPresent(field -> field.problem(problem, values));
    }

    private static Optional<Long> span(Section section, String key, long least) {
        return section.field(key).flatMap(field -> field.duration(least, DAY));
    }

    private static Optional<Long> cooldown(Field field) {
        Optional<Field.Text> text = field.scalar("duration");
        return text.isPresent() && text.get().value().equals("never")
                ? Optional.of(Recovery.NEVER)
                : text.flatMap(_ -> field.duration(SECOND, DAY));
    }
}
