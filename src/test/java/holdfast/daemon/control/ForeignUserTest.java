package holdfast.daemon.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Even where somebody has opened directory and socket to all, the daemon talks only to whom it may. Needs root, to become others.
@Timeout(60)
class ForeignUserTest {
    /// `nobody` and its group, on Debian and everywhere else.
    private static final String NOBODY = "65534";

    private final ScriptedDaemon daemon = new ScriptedDaemon(Samples.picture(Samples.healthy("api")));
    private Path folder;

    @BeforeEach
    void openToAll() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is missing: apt-get install util-linux");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is missing: apt-get install perl-base");
        folder = Files.createTempDirectory("holdfast-foreign");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void remove() throws IOException {
        if (folder != null) {
            Files.deleteIfExists(folder);
        }
    }

    @Test
    void refusesAnotherUserEvenThroughAnOpenSocket() throws Exception {
        Path socket = folder.resolve("control.sock");
        try (var _ = ControlServer.open(socket, Optional.empty(), daemon)) {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));

            assertTrue(callAsNobody(socket).contains("\"code\":\"not-permitted\""));
        }
    }

    @Test
    void theModeAloneKeepsOthersOut() throws Exception {
        Path socket = folder.resolve("control.sock");
        try (var _ = ControlServer.open(socket, Optional.empty(), daemon)) {
            assertTrue(callAsNobody(socket).contains("Permission denied"));
        }
    }

    @Test
    void talksToMembersOfTheConfiguredGroup() throws Exception {
        Path socket = folder.resolve("control.sock");
        try (var _ = ControlServer.open(socket, Optional.of("nogroup"), daemon)) {
            assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
            assertTrue(callAsNobody(socket).contains("\"ok\":true"));
        }
    }

    @Test
    void makesTheDirectoryOfTheSocketForTheGroup() throws Exception {
        Path socket = folder.resolve("run/control.sock");
        try (var _ = ControlServer.open(socket, Optional.of("nogroup"), daemon)) {
            assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
            assertTrue(callAsNobody(socket).contains("\"ok\":true"));
        } finally {
            Files.deleteIfExists(socket.getParent());
        }
    }

    /// In Perl, which is part of every Debian: another user cannot read the class path of a build in root's home.
    private static String callAsNobody(Path socket) throws IOException, InterruptedException {
        String program = """
                use IO::Socket::UNIX;
                my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die "$!\\n";
                print $s "{\\"ask\\":\\"cards\\"}\\n"; $s->flush; print scalar <$s>;
                """;
        Process caller = new ProcessBuilder(
                        "setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "perl", "-e", program, socket.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        caller.waitFor();
        return said;
    }
}
