package holdfast.cli;

import holdfast.config.Surroundings;
import holdfast.text.Texts;

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

    boolean wantsJson() {
        return input.has(VerbName.Flag.JSON);
    }
}
