package holdfast.cli;

import holdfast.text.Spans;
import holdfast.text.Texts;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Times, sizes and shares as people read them.
final class Words {
    private static final long KILO = 1024;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final Texts texts;
    private final Spans spans;
    private final ZoneId zone;

    Words(Texts texts, ZoneId zone) {
        this.texts = texts;
        this.spans = new Spans(texts);
        this.zone = zone;
    }

    static Words of(Texts texts) {
        return new Words(texts, ZoneId.systemDefault());
    }

    String span(long nanos) {
        return spans.say(nanos);
    }

    /// How long from one moment to a later one.
    String span(Instant from, Instant to) {
        long millis = ChronoUnit.MILLIS.between(from, to);
        return spans.say(millis < Long.MAX_VALUE / 1_000_000 ? millis * 1_000_000 : Long.MAX_VALUE);
    }

    /// Whole seconds once it is one: for columns that are read again and again.
    String roughSpan(long nanos) {
        return nanos < NANOS_PER_SECOND || nanos >= 60 * NANOS_PER_SECOND
                ? spans.say(nanos)
                : texts.say("cli.span.seconds", nanos / NANOS_PER_SECOND);
    }

    /// The clock, and the day too when it is not that of `now`.
    String time(Instant instant, Instant now) {
        var local = instant.atZone(zone);
        boolean today = local.toLocalDate().equals(now.atZone(zone).toLocalDate());
        return (today ? CLOCK : DAY_AND_CLOCK).format(local);
    }

    /// As it stands at the beginning of a log line.
    String stamp(Instant instant) {
        return DAY_AND_CLOCK.format(instant.atZone(zone));
    }

    String size(long bytes) {
        if (bytes < KILO * KILO) {
            return texts.say("cli.size.kilo", Math.ceilDiv(bytes, KILO));
        }
        if (bytes < 10 * KILO * KILO * KILO) {
            return texts.say("cli.size.mega", bytes / KILO / KILO);
        }
        return texts.say("cli.size.giga", bytes / KILO / KILO / KILO);
    }

    /// Never rounded up to 100: one failure in a year must not look like none.
    String percent(double percent) {
        long hundredths = percent >= 100 ? 10_000 : (long) Math.floor(percent * 100);
        long whole = hundredths / 100;
        long rest = hundredths % 100;
        String number = rest == 0 ? String.valueOf(whole) : texts.say("text.decimal", whole, rest < 10 ? "0" + rest : rest);
        return texts.say("cli.percent", number);
    }

    /// By hand: the formatter of the JDK first loads the numbers of the whole world.
    String tenths(double number) {
        long tenths = Math.round(Math.max(0, number) * 10);
        return texts.say("text.decimal", tenths / 10, tenths % 10);
    }
}
