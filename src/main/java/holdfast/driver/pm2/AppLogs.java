package holdfast.driver.pm2;

import holdfast.driver.pm2.Replies.Unclear;
import holdfast.linux.LinuxKernel;
import holdfast.model.DriverSpec;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where PM2 writes what a service says.
///
/// | PM2 | then |
/// |---|---|
/// | answers | the files that it names, for each instance |
/// | does not answer, or knows no such app | those of the apps that were saved |
/// | has saved none | the names that it gives to the files of an app of that name |
public final class AppLogs {
    /// Nanoseconds for PM2's list. Whoever wants to know why PM2 hangs does not want to wait for it.
    private static final long LIST_NANOS = 1_500_000_000L;

    private AppLogs() {}

    /// For each instance what it said, then what it complained of; each file once. They may not exist.
    public static List<Path> files(DriverSpec.Pm2 spec) {
        Optional<Home> home = Home.of(new LinuxKernel(), spec);
        if (home.isEmpty()) {
            return List.of();
        }
        List<Path> listed = files(spec, listed(home.get()));
        if (!listed.isEmpty()) {
            return listed;
        }
        List<Path> saved = files(spec, Dump.read(home.get().dump()).stream().map(Dump.Saved::app).toList());
        return saved.isEmpty() ? usual(home.get(), spec) : saved;
    }

    static List<App> listed(Home home) {
        if (!(new Rpc(home).call("getMonitorData", LIST_NANOS, "{}") instanceof Rpc.Answer.Done(ByteBuffer json))) {
            return List.of();
        }
        try {
            var bytes = new byte[json.remaining()];
            json.get(bytes);
            return Replies.apps(bytes);
        } catch (Unclear unclear) {
            // As if it had not answered: what was saved tells as well.
            return List.of();
        }
    }

    private static List<Path> files(DriverSpec.Pm2 spec, List<App> apps) {
        var files = new LinkedHashSet<Path>();
        apps.stream()
                .filter(app -> Ward.isMeant(spec, app))
                .flatMap(app -> Stream.of(app.files().out(), app.files().error()))
                .forEach(name -> absolute(name).ifPresent(files::add));
        return List.copyOf(files);
    }

    /// Without output (`/dev/null`, `NULL`) there is nothing to be read.
    static Optional<Path> absolute(String name) {
        try {
            return Optional.of(Path.of(name)).filter(path -> path.isAbsolute() && !path.startsWith("/dev"));
        } catch (InvalidPathException nonsense) {
            return Optional.empty();
        }
    }

    /// As Common.prepareAppConf names them.
    private static List<Path> usual(Home home, DriverSpec.Pm2 spec) {
        var files = new ArrayList<Path>();
        if (spec.by() == DriverSpec.Pm2Selection.NAME) {
            String name = spec.selector().replaceAll("[^a-zA-Z0-9\\\\.-]", "-");
            files.add(home.logs().resolve(name + "-out.log"));
            files.add(home.logs().resolve(name + "-error.log"));
        }
        return files;
    }
}
