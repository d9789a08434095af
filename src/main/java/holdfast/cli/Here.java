package holdfast.cli;

import holdfast.config.Surroundings;
import holdfast.text.Texts;
import java.util.List;

/// Everything a verb works with besides what it asks the daemon.
///
/// @param surroundings environment, working directory, account
record Here(Input input, Terminal terminal, Texts texts, Surroundings surroundings) {
    void say(String key, Object... values) {
        terminal.say(texts.say(key, values));
    }

    /// Where words go that come before the result: nowhere, when the result is to be one JSON object.
    Terminal talking() {
        return wantsJson() ? terminal.silent() : terminal;
    }

    /// How this program is called for the same configuration: commands that are shown must work when they are pasted.
    String program() {
        return input.value("config").map(file -> "holdfast -c " + Argv.shown(List.of(file))).orElse("holdfast");
    }

    boolean wantsJson() {
        return input.has(VerbName.Flag.JSON);
    }
}
