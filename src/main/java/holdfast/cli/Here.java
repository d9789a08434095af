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

    boolean wantsJson() {
        return input.has(VerbName.Flag.JSON);
    }
}
