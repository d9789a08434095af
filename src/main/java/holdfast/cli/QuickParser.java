package holdfast.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes apart the plain, correct command lines that scripts and people use all day: verb first or after `-c FILE`, long options,
/// `-f`, `-n 20`. Everything else (help, mistakes, clustered options, `--option=value` oddities) is left to picocli, whose class
/// files are of a format that the start-up cache cannot hold: it alone takes longer than all of `status`.
///
/// A test holds both parsers to the same answer.
final class QuickParser {
    private final String[] words;
    private int at;
    private Optional<VerbName> verb = Optional.empty();
    private final Map<String, String> options = new HashMap<>();
    private final List<String> operands = new ArrayList<>();

    private QuickParser(String[] words) {
        this.words = words;
    }

    /// Empty: picocli must look at it.
    static Optional<Input> parse(String... words) {
        return new QuickParser(words).all();
    }

    private Optional<Input> all() {
        while (at < words.length) {
            String word = words[at++];
            boolean understood = word.startsWith("-") ? option(word) : operand(word);
            if (!understood) {
                return Optional.empty();
            }
        }
        return verb.filter(this::isComplete).map(_ -> new Input(verb, options, operands));
    }

    private boolean option(String word) {
        if (word.equals("-c") || word.equals("--config")) {
            return value("config");
        }
        if (word.equals("--color")) {
            return value("color");
        }
        for (VerbName.Flag flag : verb.map(VerbName::flags).orElse(List.of())) {
            if (flag.names().contains(word)) {
                String name = flag.typed().substring(2);
                return flag.takesValue() ? value(name) : options.put(name, "") == null;
            }
        }
        return false;
    }

    private boolean value(String name) {
        boolean isMissing = at == words.length || words[at].startsWith("-") || words[at].isEmpty();
        // A value that is also a verb: picocli takes it for the verb, and complains.
        if (isMissing || VerbName.of(words[at]).isPresent()) {
            return false;
        }
        return options.put(name, words[at++]) == null;
    }

    private boolean operand(String word) {
        if (word.isEmpty() || word.startsWith("@")) {
            return false;
        }
        if (verb.isEmpty()) {
            verb = VerbName.of(word);
            return verb.isPresent();
        }
        return operands.add(word);
    }

    private boolean isComplete(VerbName known) {
        return operands.size() >= known.operand().least() && operands.size() <= known.operand().most();
    }
}
