package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.daemon.BackendLogs;
import holdfast.daemon.control.Json;
import holdfast.daemon.control.Tree;
import holdfast.model.DriverSpec;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// `holdfast logs [SERVICE]`: the captured output of a service, or Holdfast's own log. Reads the file, so it works when nothing
/// else does.
final class LogsVerb implements Verb {
    private static final int SHOWN = 50;

    private final Configured configured;

    LogsVerb(Configured configured) {
        this.configured = configured;
    }

    @Override
    public Exit run(Here here) throws Failure, IOException {
        int lines = Options.count(here, VerbName.Flag.LINES, SHOWN);
        Configuration configuration = configured.load();
        String name = here.input().operands().isEmpty() ? "holdfast" : here.input().operands().getFirst();
        if (here.input().operands().isEmpty()) {
            return ofFile(here, name, configuration.log().file(), lines);
        }
        ServiceSpec service = service(here, configuration);
        return switch (service.driver()) {
            case DriverSpec.Systemd unit -> ofUnit(here, name, new UnitLog(unit, lines, here.input().has(VerbName.Flag.FOLLOW)));
            case DriverSpec.Docker _, DriverSpec.Compose _ -> ofContainer(here, service, lines);
            case DriverSpec.Run _, DriverSpec.Commands _ ->
                ofFile(here, name, configuration.output(service).orElseThrow(), lines);
            case DriverSpec.Watch _ -> throw Failure.of(Exit.USAGE, "cli.logs.watched", service.id());
            case DriverSpec.Pm2 _ -> ofApp(here, service, lines);
        };
    }

    private static Exit ofFile(Here here, String name, Path file, int lines) throws Failure {
        try (var tail = new FileTail(file)) {
            tail.last(lines).forEach(line -> print(here, name, line));
            while (here.input().has(VerbName.Flag.FOLLOW) && !Thread.currentThread().isInterrupted()) {
                tail.more().forEach(line -> print(here, name, line));
                here.terminal().out().flush();
            }
            return Exit.GOOD;
        } catch (NoSuchFileException e) {
            throw Failure.of(Exit.BAD, "cli.logs.nothing-yet", file);
        } catch (IOException e) {
            throw Failure.of(Exit.BAD, "cli.logs.unreadable", file, String.valueOf(e.getMessage()));
        }
    }

    private static Exit ofApp(Here here, ServiceSpec service, int lines) throws Failure {
        List<Path> files = BackendLogs.files(service);
        if (files.isEmpty()) {
            throw Failure.of(Exit.BAD, "cli.logs.no-app", service.id());
        }
        try (var tails = new FileTails(files)) {
            tails.last(lines).forEach(said -> show(here, service, said));
            if (tails.isEmpty() && !here.input().has(VerbName.Flag.FOLLOW)) {
                throw Failure.of(Exit.BAD, "cli.logs.nothing-yet", files.getFirst());
            }
            while (here.input().has(VerbName.Flag.FOLLOW) && !Thread.currentThread().isInterrupted()) {
                tails.more().forEach(said -> show(here, service, said));
            }
            return Exit.GOOD;
        } catch (IOException e) {
            throw Failure.of(Exit.BAD, "cli.logs.unreadable", files.getFirst(), String.valueOf(e.getMessage()));
        }
    }

    private static void show(Here here, ServiceSpec service, FileTails.Said said) {
        if (!here.wantsJson()) {
            said.heading().ifPresent(file -> here.terminal().say("==> " + file + " <=="));
        }
        said.lines().forEach(line -> print(here, service.id().name(), line));
        here.terminal().out().flush();
    }

    private static Exit ofContainer(Here here, ServiceSpec service, int lines) throws Failure {
        boolean isFollowed = here.input().has(VerbName.Flag.FOLLOW);
        Optional<Reason> why = BackendLogs.ofContainer(service, lines, isFollowed, line -> {
            print(here, service.id().name(), line);
            here.terminal().out().flush();
        });
        if (why.isPresent()) {
            throw Failure.of(Exit.BAD, why.get());
        }
        return Exit.GOOD;
    }

    private static Exit ofUnit(Here here, String name, UnitLog log) throws Failure {
        try {
            return log.show(line -> {
                print(here, name, line);
                here.terminal().out().flush();
            });
        } catch (IOException e) {
            throw Failure.of(Exit.BAD, "cli.logs.no-journal", String.valueOf(e.getMessage()));
        }
    }

    private static ServiceSpec service(Here here, Configuration configuration) throws Failure {
        var id = new ServiceId(here.input().operands().getFirst());
        int index = configuration.fleet().index(id).orElse(-1);
        if (index < 0) {
            throw Failure.of(Exit.USAGE, "cli.unknown-service", id, Configured.names(configuration));
        }
        return configuration.fleet().service(index);
    }

    private static void print(Here here, String name, String line) {
        here.terminal().say(here.wantsJson() ? Json.line(new Tree().put("log", name).put("line", line).map()) : line);
    }
}
