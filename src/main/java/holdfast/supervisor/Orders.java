package holdfast.supervisor;

import holdfast.model.Status.Word;
import java.util.Optional;

/// What an operator said about a service, apart from whether it shall run.
///
/// @param pin do not touch it
/// @param silence do not tell of it
record Orders(Optional<Word> pin, Optional<Word> silence) {
    static final Orders NONE = new Orders(Optional.empty(), Optional.empty());

    static Word word(String why, String actor, long atNanos, long forNanos) {
        return new Word(why, actor, forNanos >= Long.MAX_VALUE - Math.max(atNanos, 0) ? Long.MAX_VALUE : atNanos + forNanos);
    }

    Orders withPin(Optional<Word> next) {
        return new Orders(next, silence);
    }

    Orders withSilence(Optional<Word> next) {
        return new Orders(pin, next);
    }

    boolean isPinned(long nowNanos) {
        return pin.filter(word -> nowNanos < word.untilNanos()).isPresent();
    }

    boolean isSilenced(long nowNanos) {
        return silence.filter(word -> nowNanos < word.untilNanos()).isPresent();
    }

    /// When one of them expires, if that is still to come.
    long dueNanos(long nowNanos) {
        long pinEnds = pin.map(Word::untilNanos).filter(at -> at > nowNanos).orElse(Long.MAX_VALUE);
        long silenceEnds = silence.map(Word::untilNanos).filter(at -> at > nowNanos).orElse(Long.MAX_VALUE);
        return Math.min(pinEnds, silenceEnds);
    }
}
