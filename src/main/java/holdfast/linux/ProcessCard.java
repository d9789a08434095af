package holdfast.linux;

import java.util.List;

/// A process as a person wants it named.
///
/// @param user account name, or the number where no account has it
/// @param commandLine program and arguments; for a process that shows none (zombie, kernel thread) its name in brackets
public record ProcessCard(ProcessKey key, char state, long userId, String user, List<String> commandLine) {
    public ProcessCard {
        commandLine = List.copyOf(commandLine);
    }

    public long pid() {
        return key.pid();
    }

    /// The command line in one piece, for a sentence.
    public String command() {
        return String.join(" ", commandLine);
    }
}
