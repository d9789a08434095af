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
    RELOAD(Operand.SERVICES),
    PIN(Operand.SERVICE_AND_REASON),
    UNPIN(Operand.SERVICE),
    SILENCE(Operand.SERVICE_AND_REASON),
    UNSILENCE(Operand.SERVICE),
    ACK(Operand.INCIDENT_AND_REASON),
    APPROVE(Operand.INCIDENT),
    INCIDENTS(Operand.MAYBE_INCIDENT),
    LOGS(Operand.MAYBE_SERVICE),
    PORTS(Operand.MAYBE_FREE),
    VALIDATE(Operand.NONE),
    DEMO(Operand.NONE),
    COMPLETION(Operand.SHELL);

    private final Operand operand;

    VerbName(Operand operand) {
        this.operand = operand;
    }

    List<Flag> flags() {
        return switch (this) {
            case CHECK -> List.of(Flag.NO_HEAL, Flag.EXPLAIN, Flag.DRY_RUN, Flag.JSON);
            case MONITOR -> List.of(Flag.ONCE, Flag.INTERVAL, Flag.NO_HEAL, Flag.EXPLAIN, Flag.DRY_RUN, Flag.JSON);
            case STATUS -> List.of(Flag.WATCH, Flag.JSON);
            case START, STOP, RESTART, RELOAD -> List.of(Flag.WITHIN, Flag.DRY_RUN, Flag.FORCE, Flag.JSON);
            case PIN, SILENCE -> List.of(Flag.FOR, Flag.JSON);
            case PORTS -> List.of(Flag.FORCE, Flag.JSON);
            case INCIDENTS -> List.of(Flag.LINES, Flag.JSON);
            case LOGS -> List.of(Flag.FOLLOW, Flag.LINES, Flag.JSON);
            case UNPIN, UNSILENCE, ACK, APPROVE -> List.of(Flag.JSON);
            case WHY, VALIDATE, DEMO -> List.of(Flag.JSON);
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
        DRY_RUN("--dry-run"),
        FORCE("--force"),
        FOR("--for"),
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
                case NO_HEAL, EXPLAIN, JSON, ONCE, INTERVAL, WATCH, WITHIN, DRY_RUN, FORCE, FOR -> List.of(typed);
            };
        }

        /// Whether a value follows.
        boolean takesValue() {
            return switch (this) {
                case INTERVAL, WITHIN, LINES, FOR -> true;
                case NO_HEAL, EXPLAIN, JSON, ONCE, WATCH, FOLLOW, DRY_RUN, FORCE -> false;
            };
        }
    }

    /// What may stand after the options.
    enum Operand {
        NONE("", "0"),
        SERVICES("SERVICE", "0..*"),
        SERVICE("SERVICE", "1"),
        MAYBE_SERVICE("SERVICE", "0..1"),
        SERVICE_AND_REASON("SERVICE REASON", "2..*"),
        INCIDENT("ID", "1"),
        MAYBE_INCIDENT("ID", "0..1"),
        INCIDENT_AND_REASON("ID [REASON]", "1..*"),
        /// `free PORT`, or nothing.
        MAYBE_FREE("free PORT", "0..2"),
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

        /// How many at least.
        int least() {
            return Integer.parseInt(arity.substring(0, 1));
        }

        /// How many at most.
        int most() {
            return arity.endsWith("*") ? Integer.MAX_VALUE : Integer.parseInt(arity.substring(arity.length() - 1));
        }

        /// How many, in picocli's notation.
        String arity() {
            return arity;
        }
    }
}
