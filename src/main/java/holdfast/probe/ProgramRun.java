package holdfast.probe;

import holdfast.linux.ProcessDoor;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTree;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.linux.SysResult;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// One run of a program in a session of its own. When its time is up, and when it ends, everything it has started is killed, so that
/// nothing of a check outlives it. Its processes are known by a token in their environment, never by a number alone.
///
/// Threading: one probe.
final class ProgramRun {
    private static final String TOKEN = "HOLDFAST_PROBE";

    /// Times the session is looked through: who is forked while others are killed is found the next time.
    private static final int SWEEPS = 20;

    private final ProcessLookups lookups;
    private final ProcessDoor door;
    private final String token = UUID.randomUUID().toString();

    ProgramRun(ProcessLookups lookups, ProcessDoor door) {
        this.lookups = lookups;
        this.door = door;
    }

    /// @param code exit code; from 0x81 on also the signal that ended it, as Java tells it
    /// @param output beginning of what it wrote, to standard output if it wrote there, else to standard error
    record Ended(int code, String output) {}

    /// @param program directory and environment, already set
    /// @param launcher setsid(1), which puts the program into a session of its own and becomes it
    /// @return empty when its time was up
    Optional<Ended> run(List<String> argv, ProcessBuilder program, String launcher, Deadline deadline)
            throws IOException, InterruptedException {
        var whole = new ArrayList<>(List.of(launcher));
        whole.addAll(argv);
        program.command(whole).environment().put(TOKEN, token);
        Process process = program.redirectInput(new File("/dev/null")).start();
        boolean isClean = false;
        try (InputStream output = process.getInputStream();
                InputStream errors = process.getErrorStream()) {
            CappedOutput said = CappedOutput.of(output);
            CappedOutput complaints = CappedOutput.of(errors);
            if (!process.waitFor(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
            kill(member -> member.session() == process.pid());
            String line = said.text();
            var ended = new Ended(process.exitValue(), line.isBlank() ? complaints.text() : line);
            isClean = !said.isOpen() && !complaints.isOpen();
            return Optional.of(ended);
        } finally {
            if (!isClean) {
                Process _ = process.destroyForcibly();
                // Somebody holds the output open, and may have left the session: all processes are looked at.
                kill(_ -> true);
            }
        }
    }

    private void kill(Predicate<ProcessStat> candidate) {
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            List<ProcessStat> rest = living(candidate);
            rest.forEach(member -> {
                // Gone is what is wanted, and one that may not be signalled runs as another user and is not ours to kill.
                Reading<SysResult.Done> _ = door.signal(member.key(), Signals.KILL);
            });
            if (rest.isEmpty()) {
                return;
            }
        }
    }

    private List<ProcessStat> living(Predicate<ProcessStat> candidate) {
        Optional<ProcessTree> tree = lookups.table().tree().found();
        return tree.map(all -> all.those(member -> candidate.test(member) && !member.hasEnded() && isOurs(member.pid())))
                .orElse(List.of());
    }

    private boolean isOurs(long pid) {
        return lookups.table()
                .environment(pid)
                .found()
                .map(variables -> variables.contains(TOKEN + "=" + token))
                .orElse(false);
    }
}
