package holdfast.cli;

import holdfast.config.Problem;
import holdfast.model.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A verb cannot go on. Says why in words for people and by a stable key for programs, and with which exit code to end.
final class Failure extends Exception {
    private final transient Exit exit;
    private final transient List<Reason> reasons;
    private final transient List<Problem> problems;
    private final transient Optional<String> rule;

    private Failure(Exit exit, Optional<String> rule, List<Reason> reasons, List<Problem> problems) {
        super(exit + ": " + reasons + problems, null, false, false);
        this.exit = exit;
        this.rule = rule;
        this.reasons = List.copyOf(reasons);
        this.problems = List.copyOf(problems);
    }

    static Failure of(Exit exit, Reason reason) {
        return new Failure(exit, Optional.empty(), List.of(reason), List.of());
    }

    static Failure of(Exit exit, String key, Object... values) {
        return of(exit, Reason.of(key, values));
    }

    /// @param rule that forbids it, in a word for programs
    static Failure of(Exit exit, String rule, Reason reason) {
        return new Failure(exit, Optional.of(rule), List.of(reason), List.of());
    }

    /// The configuration is not valid.
    static Failure of(List<Problem> problems) {
        return new Failure(Exit.USAGE, Optional.empty(), List.of(), problems);
    }

    Exit exit() {
        return exit;
    }

    List<Reason> reasons() {
        return reasons;
    }

    /// The rule that forbids it.
    Optional<String> rule() {
        return rule;
    }

    /// What is wrong with the configuration, in the order of the file.
    List<Problem> problems() {
        return problems;
    }

    /// The stable word for programs: `unreachable`, `usage`, …
    String code() {
        return exit.name().toLowerCase(Locale.ROOT);
    }
}
