package holdfast.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class LinuxKernelTest extends KernelContract {
    private final Kernel kernel = new LinuxKernel();

    @TempDir
    private Path scratch = Path.of("");

    @Override
    Kernel kernel() {
        return kernel;
    }

    /// Against `sizeof` and `offsetof` of glibc 2.36 and Linux 6.15 on x86-64; the same on aarch64, the epoll event apart.
    @Test
    void layoutsHaveTheSizesOfTheCLibrary() {
        assertEquals(64, LinuxKernel.PIDFD_INFO.byteSize());
        assertEquals(128, LinuxKernel.SIGINFO.byteSize());
        assertEquals(48, LinuxKernel.PASSWD.byteSize());
        assertEquals(336, PosixSpawn.ATTRIBUTES_BYTES);
        assertEquals(80, PosixSpawn.ACTIONS_BYTES);
        assertEquals(128, PosixSpawn.SIGNAL_SET_BYTES);
        assertEquals(Epoll.IS_PACKED ? 12 : 16, Epoll.EVENT_BYTES);
    }

    @Test
    void aChildHasNothingOpenButItsThreeStreams() throws Exception {
        assertEquals("0\n1\n2\n", run("ls /proc/$$/fd"));
    }

    @Test
    void aChildReadsFromNowhereAndWritesBothStreamsToTheFile() throws Exception {
        assertEquals("out\nerr\n/dev/null\n", run("echo out; echo err >&2; readlink /proc/$$/fd/0"));
    }

    @Test
    void outputIsAppendedAndTheFileIsNotForOthers() throws Exception {
        Files.writeString(output(), "before\n");

        assertEquals("before\nnow\n", run("echo now"));

        Files.delete(output());
        run("echo new");
        assertTrue(PosixFilePermissions.toString(Files.getPosixFilePermissions(output())).startsWith("rw-r"));
        assertTrue(PosixFilePermissions.toString(Files.getPosixFilePermissions(output())).endsWith("---"));
    }

    @Test
    void aChildLeadsASessionAndGroupOfItsOwn() throws Exception {
        String[] fields = run("cut -d' ' -f1,5,6 < /proc/$$/stat").trim().split(" ", -1);

        assertEquals(fields[0], fields[1]);
        assertEquals(fields[0], fields[2]);
    }

    @Test
    void aChildHasEverySignalAtItsDefaultAndNoneBlocked() throws Exception {
        long set = run("exec cat /proc/self/status").lines()
                .filter(line -> line.startsWith("SigBlk") || line.startsWith("SigIgn"))
                .mapToLong(line -> Long.parseLong(line.substring(8), 16))
                .reduce(0, (one, other) -> one | other);

        // glibc keeps 32 and 33 for itself and lets a spawned program start with them ignored.
        long ofTheLibrary = 3L << 31;
        assertEquals(0, set & ~ofTheLibrary);
    }

    @Test
    void aChildHasTheDirectoryAndTheEnvironmentItWasGivenAndNoOther() throws Exception {
        assertEquals("/usr\n", run("pwd", "/usr", List.of("PATH=/bin:/usr/bin")));
        String environment = run("cat /proc/$$/environ | tr '\\0' ' '", "/", List.of("A=b c", "PATH=/bin:/usr/bin"));
        assertTrue(environment.contains("A=b c PATH=/bin:/usr/bin"), environment);
    }

    @Test
    void whatIsNoProgramIsToldByItsErrorNumber() throws Exception {
        Path text = Files.writeString(scratch.resolve("text"), "no program\n");
        assertTrue(spawn(text.toString(), "x").failedWith(Errno.EACCES));
        assertTrue(text.toFile().setExecutable(true));
        assertTrue(spawn(text.toString(), "x").failedWith(Errno.ENOEXEC));
        Path noInterpreter = Files.writeString(scratch.resolve("script"), "#!/no/such/interpreter\n");
        assertTrue(noInterpreter.toFile().setExecutable(true));
        assertTrue(spawn(noInterpreter.toString(), "x").failedWith(Errno.ENOENT));
        assertTrue(spawn(scratch.toString(), "x").failedWith(Errno.EACCES));
    }

    private Path output() {
        return scratch.resolve("said");
    }

    private String run(String line) throws Exception {
        return run(line, "/", List.of("PATH=/bin:/usr/bin"));
    }

    private String run(String line, String directory, List<String> environment) throws Exception {
        // A comment at the end keeps the shell from replacing itself by its last command.
        var argv = List.of("sh", "-c", line + "\n:");
        Pidfd child = value(kernel.spawn(
                new SpawnRequest("/bin/sh", argv, directory, environment, output().toString())));
        awaitExit(child);
        assertEquals(new Exit.Code(0), value(kernel.reap(child)).orElseThrow());
        child.close();
        return Files.readString(output());
    }
}
