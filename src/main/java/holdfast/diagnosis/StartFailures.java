package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.util.Optional;

/// Nothing was started, and the driver knows why.
final class StartFailures {
    private static final String NO_DIRECTORY = "diagnosis.start.no-directory";
    private static final String NO_USER = "diagnosis.start.no-user";

    private StartFailures() {}

    static Optional<Diagnosis> failed(Signs signs) {
        return signs.startFailure().flatMap(failure -> of(failure, signs));
    }

    /// PORT_HELD is for [Ports], which knows the holder. OTHER names nothing; what was found beside it may.
    private static Optional<Diagnosis> of(StartFailure failure, Signs signs) {
        return switch (failure) {
            case NOT_FOUND -> own(notThere(told(signs)), signs);
            case NOT_EXECUTABLE -> unlessMode(own("diagnosis.start.not-executable", signs), signs);
            case NO_DIRECTORY -> unlessMode(own(NO_DIRECTORY, signs), signs);
            case NO_USER -> machine(NO_USER, signs);
            case NOT_PERMITTED -> unlessMode(machine("diagnosis.start.not-permitted", signs), signs);
            case OUT_OF_HANDLES -> waiting("diagnosis.start.out-of-handles", signs);
            case OUT_OF_PROCESSES -> waiting("diagnosis.start.out-of-processes", signs);
            case PREVIOUS_NOT_GONE -> Optional.of(
                    Cause.likely(Blame.HUNG, Reason.of("diagnosis.start.previous"), told(signs)).restart());
            case PORT_HELD, OTHER -> Optional.empty();
        };
    }

    /// By what its driver says: its backend has no such app, unit or container; or a program is missing.
    private static String notThere(Reason told) {
        return switch (told.key()) {
            case "driver.pm2.absent", "driver.pm2.absent-all", "driver.pm2.not-saved" -> "diagnosis.start.no-app";
            case "driver.systemd.not-found" -> "diagnosis.start.no-unit";
            case "driver.docker.no-container", "driver.docker.no-label" -> "diagnosis.start.no-container";
            default -> "diagnosis.start.not-found";
        };
    }

    /// Wrong modes that a check has seen are mended first: they may be what keeps it from being started.
    private static Optional<Diagnosis> unlessMode(Optional<Diagnosis> otherwise, Signs signs) {
        return Permissions.checked(signs).isPresent() ? Optional.empty() : otherwise;
    }

    /// Something of the service is missing; its own repair command may bring it back.
    private static Optional<Diagnosis> own(String key, Signs signs) {
        return Optional.of(cause(key, signs).mended(signs.ownRepair(), Advice.PERSON));
    }

    /// An account or a right that is missing is beyond that command.
    private static Optional<Diagnosis> machine(String key, Signs signs) {
        return Optional.of(cause(key, signs).person());
    }

    private static Cause cause(String key, Signs signs) {
        return Cause.certain(Blame.CANNOT_START, Reason.of(key, missing(key, signs.service().driver())), told(signs));
    }

    /// It takes somebody to give something back; that this was done is worth a try.
    private static Optional<Diagnosis> waiting(String key, Signs signs) {
        if (signs.found(Finding.RoomToStart.class).isPresent()) {
            return Optional.of(Cause.likely(Blame.HOST_STARVED, Reason.of("diagnosis.start.room-again"), told(signs)).restart());
        }
        return Optional.of(Cause.certain(Blame.HOST_STARVED, Reason.of(key), told(signs)).waiting());
    }

    private static Reason told(Signs signs) {
        return signs.symptoms().reason();
    }

    /// What it failed on. Arguments may hold secrets, so they are left out.
    private static String missing(String key, DriverSpec driver) {
        return switch (driver) {
            case DriverSpec.Run run when key.equals(NO_DIRECTORY) -> run.directory();
            case DriverSpec.Run run when key.equals(NO_USER) -> run.user().orElse("?");
            case DriverSpec.Run run -> run.argv().getFirst();
            case DriverSpec.Pm2 pm2 -> pm2.selector();
            case DriverSpec.Systemd systemd -> systemd.unit();
            case DriverSpec.Docker docker -> docker.selector();
            case DriverSpec.Compose compose -> compose.service();
            case DriverSpec.Commands commands when key.equals(NO_DIRECTORY) -> commands.start().directory();
            case DriverSpec.Commands commands when key.equals(NO_USER) -> commands.start().user().orElse("?");
            case DriverSpec.Commands commands -> commands.start().argv().getFirst();
            case DriverSpec.Watch _ -> "?";
        };
    }
}
