package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.DriverSpec;
import holdfast.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Its process ended. A signal says why, so it comes first; an exit code says only that it ended, so it comes last, after all
/// that may have been the reason. The answer to a plain crash is the restart: no repair is cheaper.
final class Crash {
    private Crash() {}

    /// SIGABRT is left out: runtimes send it to themselves once they have said what is wrong, so it is one more exit code.
    static Optional<Diagnosis> bySignal(Signs signs) {
        return signs.end().flatMap(end -> end.signal().filter(number -> number != End.ABORTED).map(number -> {
            var evidence = new ArrayList<Reason>(2);
            if (end.isReported()) {
                evidence.add(Reason.of("diagnosis.crash.reported", end.code().orElse(0), number));
            }
            if (end.coreDumped()) {
                evidence.add(Reason.of("diagnosis.crash.core"));
            }
            Confidence confidence = end.isReported() ? Confidence.LIKELY : Confidence.CERTAIN;
            return new Cause(Blame.CRASHED, confidence, signalled(number), evidence).restart();
        }));
    }

    private static Reason signalled(int number) {
        return switch (number) {
            case 1, 2, 3, 15 -> Reason.of("diagnosis.crash.asked", number, asked(number));
            case 4 -> Reason.of("diagnosis.crash.illegal");
            case 7 -> Reason.of("diagnosis.crash.bus");
            case 8 -> Reason.of("diagnosis.crash.arithmetic");
            case End.KILLED -> Reason.of("diagnosis.crash.killed");
            case 11 -> Reason.of("diagnosis.crash.segmentation");
            case 13 -> Reason.of("diagnosis.crash.pipe");
            case 24 -> Reason.of("diagnosis.crash.cpu-limit");
            case 25 -> Reason.of("diagnosis.crash.file-limit");
            case 31 -> Reason.of("diagnosis.crash.system-call");
            default -> Reason.of("diagnosis.crash.signal", number);
        };
    }

    private static String asked(int number) {
        return switch (number) {
            case 1 -> "HUP";
            case 2 -> "INT";
            case 3 -> "QUIT";
            default -> "TERM";
        };
    }

    /// The main process lives, and some of the others do not.
    static Optional<Diagnosis> inPart(Signs signs) {
        return signs.answer("probe.process.few", "probe.process.few.match", "probe.process.few.zombies")
                .filter(_ -> signs.isAlive())
                .map(answer -> Cause.likely(
                                Blame.CRASHED,
                                Reason.of("diagnosis.crash.in-part", answer.value(0), answer.value(1)),
                                answer.reason())
                        .mended(signs.ownRepair(), Advice.RESTART));
    }

    static Optional<Diagnosis> byCode(Signs signs) {
        return signs.end().flatMap(end -> end.signal().isPresent()
                ? end.signal().filter(number -> number == End.ABORTED).map(_ ->
                        Cause.certain(Blame.CRASHED, Reason.of("diagnosis.crash.aborted")).restart())
                : Optional.of(coded(end.code(), signs)));
    }

    private static Diagnosis coded(Optional<Integer> code, Signs signs) {
        if (code.isEmpty()) {
            return Cause.certain(Blame.CRASHED, Reason.of("diagnosis.crash.unseen")).restart();
        }
        Optional<Reason> refused = refused(code.get(), signs.service().driver());
        if (refused.isPresent()) {
            return Cause.likely(Blame.CANNOT_START, refused.get()).person();
        }
        Reason told = signs.symptoms().reason();
        if (told.key().equals("supervisor.exited-leaving") && code.get() == 0 && told.values().size() > 1) {
            return Cause.likely(Blame.CRASHED, Reason.of("diagnosis.crash.background", told.values().get(1))).restart();
        }
        return Cause.certain(Blame.CRASHED, code.get() == 0
                        ? Reason.of("diagnosis.crash.ended")
                        : Reason.of("diagnosis.crash.code", code.get()))
                .restart();
    }

    /// Codes by which the program that was to start another says that it could not: a shell 126 and 127 (POSIX, 2.8.2), a
    /// container engine the same (docker run), systemd 200, 203, 216 and 217 (systemd.exec(5)).
    private static Optional<Reason> refused(int code, DriverSpec driver) {
        return switch (driver) {
            case DriverSpec.Run run when isShell(run.argv()) -> refusedByShell(code);
            case DriverSpec.Docker _, DriverSpec.Compose _ -> refusedByShell(code);
            case DriverSpec.Systemd systemd -> refusedBySystemd(code, systemd.unit());
            case DriverSpec.Run _, DriverSpec.Pm2 _, DriverSpec.Commands _, DriverSpec.Watch _ -> Optional.empty();
        };
    }

    private static boolean isShell(List<String> argv) {
        return argv.size() > 1 && argv.getFirst().endsWith("sh") && argv.get(1).equals("-c");
    }

    private static Optional<Reason> refusedByShell(int code) {
        return switch (code) {
            case 126 -> Optional.of(Reason.of("diagnosis.start.code-not-executable", code));
            case 127 -> Optional.of(Reason.of("diagnosis.start.code-not-found", code));
            default -> Optional.empty();
        };
    }

    private static Optional<Reason> refusedBySystemd(int code, String unit) {
        return switch (code) {
            case 200 -> Optional.of(Reason.of("diagnosis.start.unit-directory", unit, code));
            case 203 -> Optional.of(Reason.of("diagnosis.start.unit-program", unit, code));
            case 216, 217 -> Optional.of(Reason.of("diagnosis.start.unit-user", unit, code));
            default -> Optional.empty();
        };
    }
}
