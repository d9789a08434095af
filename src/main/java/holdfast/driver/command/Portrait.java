package holdfast.driver.command;

import holdfast.linux.ProcessTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// What the main process of a service looked like when it was last proven to be its: program and command line, one line in a file.
/// A process that a pid file names and that looks so is the service; one that looks otherwise has got its number.
///
/// Threading: one command of the service at a time.
record Portrait(Path file) {
    /// Characters of a command line that are compared.
    private static final int CHARACTERS = 2000;

    /// Empty when nothing can be seen of it.
    static Optional<String> of(ProcessTable table, long pid) {
        String program = table.executable(pid)
                .found()
                .map(path -> path.toString().replace(" (deleted)", ""))
                .orElse("?");
        return table.commandLine(pid)
                .found()
                .filter(words -> !words.isEmpty())
                .map(words -> (program + " " + String.join(" ", words)).replace('\n', ' '))
                .map(line -> line.length() <= CHARACTERS ? line : line.substring(0, CHARACTERS));
    }

    void keep(ProcessTable table, long pid) {
        Optional<String> seen = of(table, pid);
        if (seen.isEmpty() || seen.equals(kept())) {
            return;
        }
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(fresh, seen.get() + "\n", StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritten) {
            // Then the times of the process and of its pid file have to do.
        }
    }

    Optional<String> kept() {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (IOException none) {
            // Nothing was kept yet.
            return Optional.empty();
        }
    }
}
