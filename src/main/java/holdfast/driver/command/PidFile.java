package holdfast.driver.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What a pid file says. It is the word of another program, written at some time in the past: the process may be gone, its number
/// may have been given to a stranger, and the file may be half written.
sealed interface PidFile {
    /// Bytes that are looked at: the pid is in the first line (PostgreSQL writes more lines below it).
    int BYTES = 64;

    /// The most that Linux gives out on 64 bits, proc_sys_kernel(5), pid_max.
    long PID_MAX = 4_194_304;

    record Missing() implements PidFile {}

    /// @param writtenMillis when the file was last written, by the wall clock
    record Names(long pid, long writtenMillis) implements PidFile {}

    /// Empty, or no number.
    record Senseless(long writtenMillis) implements PidFile {}

    record Unreadable(String cause) implements PidFile {}

    static PidFile read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            long writtenMillis = Files.getLastModifiedTime(file).toMillis();
            return parse(new String(in.readNBytes(BYTES), StandardCharsets.US_ASCII), writtenMillis);
        } catch (NoSuchFileException missing) {
            return new Missing();
        } catch (IOException failure) {
            return new Unreadable(String.valueOf(failure.getMessage()));
        }
    }

    /// Pid 1 is never a service of ours.
    static PidFile parse(String text, long writtenMillis) {
        String line = text.lines().findFirst().orElse("").strip();
        if (!line.matches("[0-9]{1,7}")) {
            return new Senseless(writtenMillis);
        }
        long pid = Long.parseLong(line);
        return pid > 1 && pid <= PID_MAX ? new Names(pid, writtenMillis) : new Senseless(writtenMillis);
    }
}
