package holdfast.driver;

import holdfast.linux.Account;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTree;
import holdfast.linux.ProgramSearch;
import holdfast.linux.Reading;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec;
import holdfast.model.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds a service that a person started by hand: the process that holds the declared port, or an ancestor of it, and that has the
/// program, the arguments, the working directory and the user of the configuration, all of them. Where no port is declared,
/// nothing is proof enough and nothing is found.
///
/// Threading: any.
final class HandStarted {
    /// Steps upwards from the holder of the port: a worker of a worker of a wrapper.
    private static final int ANCESTORS = 5;

    private static final String NODE_TITLE = "node ";

    private final Machine machine;

    HandStarted(Machine machine) {
        this.machine = machine;
    }

    /// Gone = there is none. Unreadable = somebody holds the port whom we may not look at, and who has the right user.
    Reading<ProcessIdentity> find(DriverSpec.Run spec) {
        if (spec.port().isEmpty()) {
            return new Reading.Gone<>();
        }
        int port = spec.port().get();
        return machine.lookups().listeners(port).then(holders -> {
            Optional<PortHolder> unseen = holders.stream()
                    .filter(holder -> holder.processes().isEmpty() && isUser(holder.socket().user(), spec))
                    .findFirst();
            Optional<ProcessIdentity> found = machine.table().tree().found().flatMap(tree -> holders.stream()
                    .flatMap(holder -> holder.processes().stream())
                    .flatMap(card -> among(tree, card, spec).stream())
                    .findFirst());
            if (found.isPresent()) {
                return new Reading.Found<>(found.get());
            }
            return unseen.isPresent()
                    ? new Reading.Unreadable<>("/proc/net/tcp", "Permission denied")
                    : new Reading.Gone<>();
        });
    }

    private Optional<ProcessIdentity> among(ProcessTree tree, ProcessCard holder, DriverSpec.Run spec) {
        long pid = holder.pid();
        for (int step = 0; step < ANCESTORS && pid > 1; step++) {
            Optional<ProcessStat> stat = tree.process(pid);
            if (stat.isEmpty()) {
                return Optional.empty();
            }
            if (isSame(pid, spec)) {
                return Optional.of(new ProcessIdentity(pid, stat.get().startTicks(), machine.bootId()));
            }
            pid = stat.get().parent();
        }
        return Optional.empty();
    }

    private boolean isSame(long pid, DriverSpec.Run spec) {
        return machine.table().user(pid).found().filter(user -> isUser(user, spec)).isPresent()
                && machine.table().directory(pid).found().filter(path -> isDirectory(path, spec)).isPresent()
                && machine.table().commandLine(pid).found().filter(line -> isCommand(line, spec) || isTitle(line, spec)).isPresent();
    }

    private boolean isUser(long user, DriverSpec.Run spec) {
        if (spec.user().isEmpty()) {
            return user == machine.kernel().userId();
        }
        return machine.kernel().account(spec.user().get())
                        instanceof SysResult.Ok<Optional<Account>>(Optional<Account> account)
                && account.filter(one -> one.userId() == user).isPresent();
    }

    private static boolean isDirectory(Path path, DriverSpec.Run spec) {
        try {
            return Path.of(spec.directory()).toRealPath().equals(path);
        } catch (IOException missing) {
            return false;
        }
    }

    /// The same arguments after the same program; or, where the program is a script, after the interpreter and the script.
    private static boolean isCommand(List<String> line, DriverSpec.Run spec) {
        List<String> argv = spec.argv();
        List<String> rest = argv.subList(1, argv.size());
        for (int script = 0; script < Math.min(line.size(), 3); script++) {
            if (line.subList(script + 1, line.size()).equals(rest) && isProgram(line.get(script), spec)) {
                return true;
            }
        }
        return false;
    }

    /// PM2 gives what Node runs a title in place of its arguments, `node /srv/api/index.js`. So there must be none but the script.
    private static boolean isTitle(List<String> line, DriverSpec.Run spec) {
        List<String> words = line.stream().filter(word -> !word.isEmpty()).toList();
        List<String> argv = spec.argv();
        if (words.size() != 1 || argv.size() != 2 || !words.getFirst().startsWith(NODE_TITLE)) {
            return false;
        }
        Path directory = Path.of(spec.directory());
        return isProgram("node", spec)
                && isSameFile(directory.resolve(words.getFirst().substring(NODE_TITLE.length())), directory.resolve(argv.getLast()));
    }

    private static boolean isSameFile(Path one, Path other) {
        try {
            return one.toRealPath().equals(other.toRealPath());
        } catch (IOException missing) {
            return false;
        }
    }

    private static boolean isProgram(String shown, DriverSpec.Run spec) {
        String wanted = spec.argv().getFirst();
        Path directory = Path.of(spec.directory());
        return shown.equals(wanted)
                || real(shown, directory, spec)
                        .flatMap(path -> real(wanted, directory, spec).filter(path::equals))
                        .isPresent();
    }

    private static Optional<Path> real(String name, Path directory, DriverSpec.Run spec) {
        String inherited = Optional.ofNullable(System.getenv("PATH")).orElse(ProgramSearch.DEFAULT_PATH);
        String path = spec.environment().getOrDefault("PATH", inherited);
        if (!(ProgramSearch.find(name, directory, path) instanceof ProgramSearch.Found(Path program))) {
            return Optional.empty();
        }
        try {
            return Optional.of(program.toRealPath());
        } catch (IOException vanished) {
            return Optional.empty();
        }
    }
}
