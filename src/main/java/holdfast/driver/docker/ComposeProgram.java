package holdfast.driver.docker;

import holdfast.driver.Errand;
import holdfast.driver.LastWords;
import holdfast.linux.Signals;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Has Compose make the container of a service: only Compose knows how a file becomes a container. It is called as its plug-in
/// (`docker compose`), and where there is none as the program `docker-compose`.
///
/// Threading: any; blocks its caller.
final class ComposeProgram {
    /// Nanoseconds to make and start a container of an image that is there. One that must be fetched first takes longer: fetch it
    /// beforehand (`docker compose pull`).
    private static final long UP_NANOS = 50_000_000_000L;

    private static final long QUESTION_NANOS = 10_000_000_000L;

    /// With which the program `docker-compose` ends after it has said what was wrong.
    private static final String CLOSING = "Encountered errors while bringing up the project";

    /// No service can be called so: names hold no slash.
    private static final ServiceId MARK = new ServiceId("/compose");

    private final Errand errand;
    private final AtomicLong number = new AtomicLong();
    private volatile List<String> program = List.of();

    ComposeProgram(Errand errand) {
        this.errand = errand;
    }

    private record Said(Errand.Outcome outcome, String lastWords) {
        boolean isGood() {
            return outcome instanceof Errand.Outcome.Ended(ExitStatus status)
                    && status instanceof ExitStatus.Code(int code)
                    && code == 0;
        }
    }

    /// @param anew even if there is a container already
    /// @return why it did not work; what Compose says of that is mostly what the engine told it
    Optional<StartOutcome.Failed> up(ComposeProject project, boolean anew) {
        if (!isKnown(project)) {
            return Optional.of(new StartOutcome.Failed(StartFailure.OTHER, Reason.of("driver.compose.missing")));
        }
        var argv = new ArrayList<>(program);
        argv.addAll(List.of("--project-name", project.name()));
        project.files().forEach(file -> argv.addAll(List.of("--file", file)));
        // What it depends on has services, and guards, of its own.
        argv.addAll(List.of("up", "--detach", "--no-deps", anew ? "--force-recreate" : "--no-recreate", project.service()));
        Said said = run(argv, project, UP_NANOS);
        return switch (said.outcome()) {
            case Errand.Outcome.Ended _ when said.isGood() -> Optional.empty();
            case Errand.Outcome.Ended _ -> Optional.of(new StartOutcome.Failed(
                    Failures.kind(said.lastWords()),
                    Reason.of("driver.compose.failed", project.service(), project.name(), said.lastWords())));
            case Errand.Outcome.Expired _ -> Optional.of(new StartOutcome.Failed(
                    StartFailure.OTHER,
                    Reason.of("driver.compose.slow", project.service(), project.name(), Trouble.seconds(UP_NANOS))));
            // That Compose itself could not be run is no word on the service.
            case Errand.Outcome.Refused(StartOutcome.Failed failed) ->
                Optional.of(new StartOutcome.Failed(StartFailure.OTHER, failed.reason()));
        };
    }

    /// Found out once; asked again for as long as there is none.
    private boolean isKnown(ComposeProject project) {
        for (List<String> candidate : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            if (program.isEmpty()) {
                var question = new ArrayList<>(candidate);
                question.add("version");
                program = run(question, project, QUESTION_NANOS).isGood() ? candidate : List.of();
            }
        }
        return !program.isEmpty();
    }

    private Said run(List<String> argv, ComposeProject project, long withinNanos) {
        try {
            Path output = Files.createTempFile("holdfast-compose-", ".out");
            try {
                var command = new DriverSpec.Run(
                        argv,
                        String.valueOf(Path.of(project.files().getFirst()).toAbsolutePath().getParent()),
                        Optional.empty(),
                        project.host().map(host -> Map.of("DOCKER_HOST", host)).orElse(Map.of()),
                        Signals.TERM,
                        output.toString(),
                        Optional.empty());
                Errand.Outcome outcome =
                        errand.run(command, MARK, new Incarnation(number.incrementAndGet()), withinNanos);
                return new Said(outcome, LastWords.of(output, 0, line -> !line.startsWith(CLOSING)));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            var failed = new StartOutcome.Failed(StartFailure.OTHER, Reason.of("driver.compose.no-output", e));
            return new Said(new Errand.Outcome.Refused(failed), "");
        }
    }
}
