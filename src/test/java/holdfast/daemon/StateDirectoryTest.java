package holdfast.daemon;

import holdfast.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class StateDirectoryTest {
    private static final String ME = System.getProperty("user.name");

    @TempDir
    private Path temporary = Path.of("");

    @Test
    void createsItForItsOwnerAlone() throws Exception {
        Path state = temporary.resolve("var/lib/state");

        assertEquals(Optional.empty(), StateDirectory.prepare(state, ME));

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state)));
        assertEquals(Optional.empty(), StateDirectory.prepare(state, ME));
    }

    @Test
    void refusesASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), Files.createDirectory(temporary.resolve("real")));

        assertEquals(Optional.of(Reason.of("daemon.state.link", link)), StateDirectory.prepare(link, ME));
    }

    @Test
    void refusesADirectoryThatOthersMayWriteTo() throws Exception {
        Path open = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xrwx"));

        assertEquals(
                Optional.of(Reason.of("daemon.state.open-to-others", open, "rwxr-xrwx")), StateDirectory.prepare(open, ME));
    }

    @Test
    void refusesADirectoryOfSomebodyElse() throws Exception {
        Path theirs = Files.createDirectory(temporary.resolve("theirs"));

        assertEquals(
                Optional.of(Reason.of("daemon.state.not-ours", theirs, ME, "somebody")),
                StateDirectory.prepare(theirs, "somebody"));
    }

    @Test
    void refusesAFile() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        assertEquals(Optional.of(Reason.of("daemon.state.no-directory", file)), StateDirectory.prepare(file, ME));
    }
}
