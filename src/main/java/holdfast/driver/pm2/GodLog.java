package holdfast.driver.pm2;

import holdfast.linux.Signals;
import holdfast.model.ExitStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PM2's own log. It names the signal that ended a process, which PM2 tells nowhere else.
final class GodLog {
    /// Bytes at its end that are looked at: a few hundred ends.
    private static final int BYTES = 64 * 1024;

    private GodLog() {}

    /// How the last run of this app ended; empty when the log does not tell. Of an end without a signal it says `SIGINT`, so that
    /// means nothing.
    static Optional<ExitStatus> end(Home home, App app) {
        var line = Pattern.compile(
                Pattern.quote("App [" + app.name() + ":" + app.id() + "] exited with code [") + "([0-9]+)\\] via signal \\[SIG([A-Z0-9]+)\\]");
        Optional<ExitStatus> last = Optional.empty();
        for (Matcher found = line.matcher(tail(home)); found.find(); ) {
            last = Optional.of(found.group(2))
                    .filter(name -> !name.equals("INT"))
                    .flatMap(Signals::number)
                    .<ExitStatus>map(number -> new ExitStatus.Signalled(number, false));
        }
        return last;
    }

    private static String tail(Home home) {
        if (!Files.isRegularFile(home.log(), LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (var file = new RandomAccessFile(home.log().toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(BYTES, file.length())];
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            // Then it is not known; nothing depends on it but a word in a sentence.
            return "";
        }
    }
}
