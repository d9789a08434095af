package holdfast.driver.pm2;

import holdfast.driver.Errand;
import holdfast.driver.Machine;
import holdfast.driver.Reaper;
import holdfast.linux.Account;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProgramSearch;
import holdfast.linux.Signals;
import holdfast.linux.SpawnRequest;
import holdfast.linux.SysResult;
import holdfast.model.Event.StartOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Runs the program `pm2` as the account that the home belongs to, in a session of its own, all of which is killed at the deadline.
/// The daemon that it may start is not in that session: PM2 detaches it.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Tool {
    /// Nanoseconds that `pm2` gets: it starts Node, a daemon, and the apps two at a time.
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    /// Bytes of what it printed that are looked at for the reason of a failure, and characters that are told.
    private static final int OUTPUT_BYTES = 64 * 1024;

    private static final int TOLD_CHARACTERS = 300;

    private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Machine machine;
    private final Home home;
    private final Errand errand;

    Tool(Machine machine, Home home) {
        this.machine = machine;
        this.home = home;
        this.errand = new Errand(machine);
    }

    /// @param paths where `pm2` and `node` may be found, best first, each like PATH
    /// @return why it failed; empty when it exited with 0
    Optional<Reason> run(List<String> paths, String... arguments) {
        String owner;
        try {
            owner = Files.getOwner(home.directory()).getName();
        } catch (IOException unreadable) {
            return Optional.of(Reason.of("driver.pm2.home-missing", home));
        }
        if (!(machine.kernel().account(owner) instanceof SysResult.Ok<Optional<Account>>(Optional<Account> account))
                || account.isEmpty()) {
            return Optional.of(Reason.of("driver.pm2.owner-unknown", home, owner));
        }
        long self = machine.kernel().userId();
        if (self != 0 && self != account.get().userId()) {
            return Optional.of(Reason.of("driver.pm2.not-permitted", home, owner));
        }
        return find(paths).map(found -> run(found, account.get(), arguments)).orElseGet(
                () -> Optional.of(Reason.of("driver.pm2.program-missing", String.join(":", paths))));
    }

    /// @param path what PATH is to be, so that its first line finds Node
    private record Found(Path program, String path) {}

    private static Optional<Found> find(List<String> paths) {
        var all = new ArrayList<>(paths);
        Optional.ofNullable(System.getenv("PATH")).ifPresent(all::add);
        all.add(SYSTEM_PATH);
        for (String path : all) {
            if (ProgramSearch.find("pm2", Path.of("/"), path) instanceof ProgramSearch.Found(Path program)
                    && program.isAbsolute()) {
                return Optional.of(new Found(program, path));
            }
        }
        return Optional.empty();
    }

    private Optional<Reason> run(Found found, Account account, String... arguments) {
        var argv = new ArrayList<String>();
        String program = found.program().toString();
        if (machine.kernel().userId() != account.userId()) {
            if (!(ProgramSearch.find("setpriv", Path.of("/"), SYSTEM_PATH) instanceof ProgramSearch.Found(Path setpriv))) {
                return Optional.of(Reason.of("driver.setpriv-missing", account.name()));
            }
            argv.addAll(List.of("setpriv", "--reuid", Long.toString(account.userId())));
            argv.addAll(List.of("--regid", Long.toString(account.groupId()), "--init-groups", "--", program));
            program = setpriv.toString();
        } else {
            argv.add("pm2");
        }
        argv.addAll(List.of(arguments));
        String told = String.join(" ", arguments);
        try {
            Path output = Files.createTempFile("holdfast-pm2-", ".out");
            try {
                return run(new SpawnRequest(program, argv, "/", environment(found, account), output.toString()), output, told);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException failure) {
            return Optional.of(Reason.of("driver.pm2.tool-failed", told, String.valueOf(failure)));
        }
    }

    private List<String> environment(Found found, Account account) {
        var variables = new TreeMap<String, String>(Map.of(
                "PATH", found.path(),
                "HOME", account.home(),
                "USER", account.name(),
                "LOGNAME", account.name(),
                "PM2_HOME", home.toString()));
        Optional.ofNullable(System.getenv("LANG")).ifPresent(lang -> variables.put("LANG", lang));
        return variables.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
    }

    private Optional<Reason> run(SpawnRequest request, Path output, String told) throws IOException {
        return switch (errand.run(request, DEADLINE_NANOS, this::isEnded)) {
            case Errand.Outcome.Ended(ExitStatus status) when status.equals(new ExitStatus.Code(0)) -> Optional.empty();
            case Errand.Outcome.Ended _ -> Optional.of(Reason.of("driver.pm2.tool-failed", told, lastLine(output)));
            case Errand.Outcome.Expired _ ->
                Optional.of(Reason.of("driver.pm2.tool-late", told, DEADLINE_NANOS / 1_000_000_000L));
            case Errand.Outcome.Refused(StartOutcome.Failed failed) -> Optional.of(failed.reason());
        };
    }

    /// The whole session, which is its own. The daemon has one of its own, and inherits the environment: a mark in there would
    /// end it as well, and with it every app.
    private boolean isEnded(Optional<ProcessKey> leader) {
        return leader.filter(key -> new Reaper(
                                machine,
                                () -> machine.lookups().table().tree().map(tree -> tree.session(key.pid()).stream()
                                        .filter(stat -> !stat.hasEnded())
                                        .toList()))
                        .end(leader, Signals.KILL, 0, List.of())
                        .found()
                        .filter(List::isEmpty)
                        .isPresent())
                .isPresent();
    }

    private static String lastLine(Path output) throws IOException {
        try (var stream = Files.newInputStream(output)) {
            String text = new String(stream.readNBytes(OUTPUT_BYTES), StandardCharsets.UTF_8)
                    // Colours: CSI … m, ECMA-48 §8.3.117.
                    .replaceAll("\u001b\\[[0-9;]*m", "");
            String line = text.lines().map(String::strip).filter(one -> !one.isEmpty()).reduce((_, last) -> last).orElse("?");
            return line.length() <= TOLD_CHARACTERS ? line : line.substring(0, TOLD_CHARACTERS) + "…";
        }
    }
}
