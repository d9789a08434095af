package holdfast.text;

import java.util.concurrent.TimeUnit;

/// Puts a span of time into words, as short as a person would say it: `850 ms`, `5.0 s`, `12 min 5 s`, `3 h 20 min`, `2 d 3 h`.
///
/// Threading: any.
public final class Spans {
    private final Texts texts;

    public Spans(Texts texts) {
        this.texts = texts;
    }

    /// @param nanos a span in nanoseconds; a negative one counts as zero, since a clock may be read a moment too early
    public String say(long nanos) {
        long span = Math.max(0, nanos);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(span);
        if (seconds < 1) {
            return texts.say("text.span.millis", TimeUnit.NANOSECONDS.toMillis(span));
        }
        if (seconds < 60) {
            return texts.say("text.span.seconds", tenths(span));
        }
        if (seconds < 3600) {
            return pair("text.span.minutes", seconds / 60, "text.span.whole-seconds", seconds % 60);
        }
        if (seconds < 86_400) {
            return pair("text.span.hours", seconds / 3600, "text.span.minutes", seconds / 60 % 60);
        }
        return pair("text.span.days", seconds / 86_400, "text.span.hours", seconds / 3600 % 24);
    }

    /// One decimal, cut and not rounded: 59.96 s must not become 60.0 s.
    private String tenths(long nanos) {
        long tenths = Math.floorDiv(nanos, 100_000_000L);
        return texts.say("text.decimal", tenths / 10, tenths % 10);
    }

    private String pair(String largeKey, long large, String smallKey, long small) {
        String words = texts.say(largeKey, large);
        return small == 0 ? words : words + " " + texts.say(smallKey, small);
    }
}
