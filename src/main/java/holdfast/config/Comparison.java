package holdfast.config;

import holdfast.model.Question.Amount;
import holdfast.model.Question.Range;
import java.util.Optional;
import java.util.function.Function;

/// The small languages of limits: `>= 10%`, `<= 1GB`, `<= 1d`. Pure.
final class Comparison {
    private static final int HUNDRED = 100;

    /// Load of one processor that no machine reaches.
    private static final int MOST_LOAD = 1000;

    private Comparison() {}

    /// A least amount; the operator may be left out, since nothing else can be meant.
    static Optional<Amount> atLeast(String text) {
        return amount(text.startsWith(">=") ? text.substring(2).strip() : text);
    }

    /// A largest amount; the operator may be left out.
    static Optional<Amount> atMost(String text) {
        return amount(text.startsWith("<=") ? text.substring(2).strip() : text);
    }

    private static Optional<Amount> amount(String text) {
        Optional<Amount> percent = Scalars.percent(text).map(Amount.Percent::new);
        return percent.or(() -> Scalars.sizeBytes(text).map(Amount.Bytes::new));
    }

    /// A least share.
    static Optional<Integer> leastShare(String text) {
        return Scalars.percent(text.startsWith(">=") ? text.substring(2).strip() : text);
    }

    /// `<= 4`, `1.5`: in hundredths.
    static Optional<Integer> mostHundredths(String text) {
        String number = text.startsWith("<=") ? text.substring(2).strip() : text;
        int point = number.indexOf('.');
        String fraction = point < 0 ? "" : number.substring(point + 1);
        if (fraction.length() > 2 || point == number.length() - 1) {
            return Optional.empty();
        }
        Optional<Integer> whole = Scalars.integer(point < 0 ? number : number.substring(0, point));
        Optional<Integer> rest = Scalars.integer((fraction + "00").substring(0, 2));
        return whole.filter(value -> value <= MOST_LOAD)
                .flatMap(value -> rest.map(hundredths -> value * HUNDRED + hundredths))
                .filter(value -> value > 0);
    }

    /// The operator must be there: of an age or a size, too little is as likely to be wrong as too much.
    static Optional<Range> range(String text, Function<String, Optional<Long>> unit) {
        if (text.startsWith("<=")) {
            return unit.apply(text.substring(2).strip()).map(most -> new Range(0, most));
        }
        return text.startsWith(">=")
                ? unit.apply(text.substring(2).strip()).map(least -> new Range(least, Long.MAX_VALUE))
                : Optional.empty();
    }
}
