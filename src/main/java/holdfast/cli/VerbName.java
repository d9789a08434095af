package holdfast.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The verbs of the command line, in the order in which help lists them.
enum VerbName {
    CHECK(Operand.SERVICES),
    MONITOR(Operand.NONE),
    STATUS(Operand.NONE),
    WHY(Operand.SERVICE),
    START(Operand.SERVICES),
    STOP(Operand.SERVICES),
    RESTART(Operand.SERVICES),
    INCIDENTS(Operand.INCIDENT),
    LOGS(Operand.MAYBE_SERVICE),
    PORTS(Operand.NONE),
    VALIDATE(Operand.NONE),
    DEMO(Operand.NONE),
    COMPLETION(Operand.SHELL);

    private final Operand operand;

    VerbName(Operand operand) {
        this.operand = operand;
    }

    List<Flag> flags() {
        return switch (this) {
            case CHECK -> List.of(Flag.NO_HEAL, Flag.EXPLAIN, Flag.JSON);
            case MONITOR -> List.of(Flag.ONCE, Flag.INTERVAL);
            case STATUS -> List.of(Flag.WATCH, Flag.JSON);
            case START, STOP, RESTART -> List.of(Flag.WITHIN, Flag.JSON);
            case INCIDENTS -> List.of(Flag.LINES, Flag.JSON);
            case LOGS -> List.of(Flag.FOLLOW, Flag.LINES, Flag.JSON);
            case WHY, PORTS, VALIDATE, DEMO -> List.of(Flag.JSON);
            case COMPLETION -> List.of();
        };
    }

    Operand operand() {
        return operand;
    }

    /// As typed.
    String typed() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<VerbName> of(String typed) {
        for (VerbName verb : values()) {
            if (verb.typed().equals(typed)) {
                return Optional.of(verb);
            }
        }
        return Optional.empty();
    }

    /// An option of a verb.
    enum Flag {
        NO_HEAL("--no-heal"),
        EXPLAIN("--explain"),
        JSON("--json"),
        ONCE("--once"),
        INTERVAL("--interval"),
        WATCH("--watch"),
        WITHIN("--within"),
        FOLLOW("--follow"),
        LINES("--lines");

        private final String typed;

        Flag(String typed) {
            this.typed = typed;
        }

        String typed() {
            return typed;
        }

        /// Short spelling first, where there is one.
        List<String> names() {
            return switch (this) {
                case FOLLOW -> List.of("-f", typed);
                case LINES -> List.of("-n", typed);
                case NO_HEAL, EXPLAIN, JSON, ONCE, INTERVAL, WATCH, WITHIN -> List.of(typed);
            };
        }

        /// Whether a value follows.
        boolean takesValue() {
            return switch (this) {
                case INTERVAL, WITHIN, LINES -> true;
                case NO_HEAL, EXPLAIN, JSON, ONCE, WATCH, FOLLOW -> false;
            };
        }
    }

    /// What may stand after the options.
    enum Operand {
        NONE("", "0"),
        SERVICES("SERVICE", "0..*"),
        SERVICE("SERVICE", "1"),
        MAYBE_SERVICE("SERVICE", "0..1"),
        INCIDENT("ID", "0..1"),
        SHELL("SHELL", "1");

        private final String label;
        private final String arity;

        Operand(String label, String arity) {
            this.label = label;
            this.arity = arity;
        }

        String label() {
            return label;
        }

        /// How many, in picocli's notation.
        String arity() {
            return arity;
        }
    }
}
