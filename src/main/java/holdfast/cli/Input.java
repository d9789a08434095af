package holdfast.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was typed, taken apart.
///
/// @param options by long spelling without dashes; a flag without a value maps to the empty text
record Input(Optional<VerbName> verb, Map<String, String> options, List<String> operands) {
    Input {
        options = Map.copyOf(options);
        operands = List.copyOf(operands);
    }

    boolean has(VerbName.Flag flag) {
        return options.containsKey(flag.typed().substring(2));
    }

    Optional<String> value(VerbName.Flag flag) {
        return value(flag.typed().substring(2));
    }

    /// Of an option that every verb has: `config`, `color`.
    Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option));
    }
}
