package holdfast.driver.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// One line on disk for each service: which container we were about to stop last. The engine does not say who stopped a container, so
/// without it a Holdfast that died in the middle of a repair would take its own stop for that of a person, and leave it down.
///
/// Threading: one command of the service at a time.
final class Notes {
    private final Optional<Path> file;

    private Notes(Optional<Path> file) {
        this.file = file;
    }

    /// @param directory made when it is first needed
    static Notes in(Path directory, String service) {
        return new Notes(Optional.of(directory.resolve(service + ".stopping")));
    }

    /// Remembers nothing.
    static Notes none() {
        return new Notes(Optional.empty());
    }

    void stopping(String id) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Path fresh = file.get().resolveSibling(file.get().getFileName() + ".new");
            Files.createDirectories(file.get().toAbsolutePath().getParent());
            Files.writeString(fresh, id + "\n", StandardCharsets.US_ASCII);
            Files.move(fresh, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritten) {
            // The stop is worth more than the note: at worst our stop is taken for a person's after we died in the middle of it.
        }
    }

    boolean isOurs(String id) {
        try {
            return file.isPresent() && Files.readString(file.get(), StandardCharsets.US_ASCII).strip().equals(id);
        } catch (IOException none) {
            // Nothing was ever noted.
            return false;
        }
    }

    /// It runs again: whatever stops it from now on is another matter.
    void forget() {
        try {
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException kept) {
            // Then a person's stop of this very container is not respected once, after a restart of Holdfast.
        }
    }
}
