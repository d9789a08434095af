package holdfast.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How wide and high the terminal is, as stty(1) says: Java has no door to the ioctl, and stty is everywhere.
final class TerminalSize {
    private static final File TERMINAL = new File("/dev/tty");

    /// stty asks the kernel and ends; anything longer is a terminal that is not there.
    private static final long ANSWER_MILLIS = 500;

    private TerminalSize() {}

    static Optional<Integer> columns() {
        return ask().map(words -> Integer.valueOf(words[1])).filter(columns -> columns > 0);
    }

    static Optional<Integer> rows() {
        return ask().map(words -> Integer.valueOf(words[0])).filter(rows -> rows > 0);
    }

    private static Optional<String[]> ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(ANSWER_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return Optional.empty();
            }
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return said.matches("[0-9]{1,5} [0-9]{1,5}") ? Optional.of(said.split(" ", 2)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no controlling terminal, or no stty: then nobody minds the width
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
