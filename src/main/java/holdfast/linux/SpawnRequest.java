package holdfast.linux;

import java.util.List;

/// What is to run, and how.
///
/// @param program path of the file to execute; relative ones are taken from `directory`
/// @param argv arguments, the program's own name first
/// @param directory working directory
/// @param environment `NAME=value` each; this is all the process gets
/// @param output absolute path of the file that both output streams are appended to; made with mode 0640 if missing
public record SpawnRequest(
        String program, List<String> argv, String directory, List<String> environment, String output) {
    public SpawnRequest {
        argv = List.copyOf(argv);
        environment = List.copyOf(environment);
    }

    /// The environment may hold secrets, so it is left out.
    @Override
    public String toString() {
        return "SpawnRequest[program=" + program + ", argv=" + argv + ", directory=" + directory + "]";
    }
}
