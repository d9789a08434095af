package holdfast.cli;

import holdfast.model.DriverSpec;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What a unit of systemd has said, out of the journal, by journalctl(1).
final class UnitLog {
    /// Seconds for the last lines; a journal of many gigabytes on a slow disk takes some.
    private static final long WITHIN_SECONDS = 15;

    /// Characters of a line that are shown; journald cuts at 48 KiB by itself unless told otherwise.
    private static final int LINE_CHARACTERS = 64 * 1024;

    private final List<String> argv;
    private final boolean isFollowed;

    UnitLog(DriverSpec.Systemd unit, int lines, boolean isFollowed) {
        this.isFollowed = isFollowed;
        this.argv = argv(unit, lines, isFollowed);
    }

    static List<String> argv(DriverSpec.Systemd unit, int lines, boolean isFollowed) {
        var argv = new ArrayList<>(List.of("journalctl", "--no-pager", "--quiet", "--output=cat", "--lines=" + lines));
        if (isFollowed) {
            argv.add("--follow");
        }
        argv.add(switch (unit.scope()) {
            case SYSTEM -> "--unit=" + unit.unit();
            // Not --user-unit, which asks for the units of whoever asks.
            case USER -> "_SYSTEMD_USER_UNIT=" + unit.unit();
        });
        return argv;
    }

    /// @throws IOException when there is no journalctl, or it does not come to an end
    Exit show(Consumer<String> line) throws IOException {
        Process process = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        if (!isFollowed) {
            process.onExit().orTimeout(WITHIN_SECONDS, TimeUnit.SECONDS).exceptionally(late -> {
                process.destroyForcibly();
                return process;
            });
        }
        try (var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String each = said.readLine(); each != null; each = said.readLine()) {
                line.accept(each.length() <= LINE_CHARACTERS ? each : each.substring(0, LINE_CHARACTERS));
            }
            return process.waitFor() == 0 ? Exit.GOOD : Exit.BAD;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Exit.BAD;
        } finally {
            process.destroyForcibly();
        }
    }
}
