package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.driver.Reaper;
import holdfast.linux.Account;
import holdfast.linux.Exit;
import holdfast.linux.Pidfd;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProgramSearch;
import holdfast.linux.Signals;
import holdfast.linux.SpawnRequest;
import holdfast.linux.SysResult;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

    Tool(Machine machine, Home home) {
        this.machine = machine;
        this.home = home;
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
                return spawn(new SpawnRequest(program, argv, "/", environment(found, account), output.toString()), output, told);
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

    private Optional<Reason> spawn(SpawnRequest request, Path output, String told) throws IOException {
        return switch (machine.kernel().spawn(request)) {
            case SysResult.Failed<Pidfd> failed ->
                Optional.of(Reason.of("driver.not-started", request.program(), failed.errno()));
            case SysResult.Ok<Pidfd>(Pidfd process) -> {
                // Our child, not reaped: its entry is there, be it a zombie's.
                ProcessKey leader = machine.lookups().table().stat(process.pid()).found().map(ProcessStat::key)
                        .orElseGet(() -> new ProcessKey(process.pid(), 0));
                var end = new CompletableFuture<Exit>();
                if (!(machine.watch().watch(process, ended -> {
                    ended.release();
                    end.complete(ended.exit());
                }) instanceof SysResult.Ok<SysResult.Done>)) {
                    kill(leader);
                    process.close();
                    yield Optional.of(Reason.of("driver.out-of-handles", request.program()));
                }
                yield await(end, leader, output, told);
            }
        };
    }

    private Optional<Reason> await(CompletableFuture<Exit> end, ProcessKey leader, Path output, String told)
            throws IOException {
        try {
            Exit exit = end.get(DEADLINE_NANOS, TimeUnit.NANOSECONDS);
            return exit instanceof Exit.Code(int code) && code == 0
                    ? Optional.empty()
                    : Optional.of(Reason.of("driver.pm2.tool-failed", told, lastLine(output)));
        } catch (TimeoutException late) {
            kill(leader);
            return Optional.of(Reason.of("driver.pm2.tool-late", told, DEADLINE_NANOS / 1_000_000_000L));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            kill(leader);
            return Optional.of(Reason.of("driver.pm2.tool-failed", told, "interrupted"));
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("the end of a process is only ever told", impossible);
        }
    }

    /// The whole session, which is its own.
    private void kill(ProcessKey leader) {
        var _ = new Reaper(
                        machine,
                        () -> machine.lookups().table().tree().map(tree -> tree.session(leader.pid()).stream()
                                .filter(stat -> !stat.hasEnded())
                                .toList()))
                .end(Optional.of(leader), Signals.KILL, 0, List.of());
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
