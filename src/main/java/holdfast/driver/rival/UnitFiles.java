package holdfast.driver.rival;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The unit files of a machine, where systemd.unit(5) says that they are. Anybody may read them, so no systemd is asked.
///
/// Threading: any.
final class UnitFiles {
    /// Those of people first: they win over those of packages.
    private static final List<String> SYSTEM =
            List.of("etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "lib/systemd/system");

    private static final List<String> USER =
            List.of("etc/systemd/user", "run/systemd/user", "usr/local/lib/systemd/user", "usr/lib/systemd/user", "lib/systemd/user");

    private final Path root;

    UnitFiles(Path root) {
        this.root = root;
    }

    /// @param home of the account whose unit it is, where its own files may be
    Optional<UnitFile> find(String unit, boolean isOfUser, Optional<Path> home) {
        List<Path> folders = folders(isOfUser, home);
        String template = unit.replaceFirst("@[^@]*(\\.[a-z]+)$", "@$1");
        return folders.stream()
                .map(folder -> folder.resolve(unit))
                .filter(Files::isRegularFile)
                .findFirst()
                .or(() -> folders.stream().map(folder -> folder.resolve(template)).filter(Files::isRegularFile).findFirst())
                .flatMap(TextFile::read)
                .map(text -> {
                    Map<String, List<String>> values = new HashMap<>();
                    UnitFile.read(text, values);
                    dropIns(folders, unit).forEach(more -> UnitFile.read(more, values));
                    return new UnitFile(values);
                });
    }

    /// Timers of the machine that people have made and enabled.
    List<Path> timers() {
        Path own = root.resolve(SYSTEM.getFirst());
        return TextFile.in(own).stream()
                .filter(file -> file.toString().endsWith(".timer"))
                .filter(file -> Files.exists(own.resolve("timers.target.wants").resolve(file.getFileName()), LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    private List<Path> folders(boolean isOfUser, Optional<Path> home) {
        var folders = new ArrayList<Path>();
        if (isOfUser) {
            home.map(own -> root.resolve(Path.of("/").relativize(own)).resolve(".config/systemd/user")).ifPresent(folders::add);
        }
        (isOfUser ? USER : SYSTEM).forEach(folder -> folders.add(root.resolve(folder)));
        return folders;
    }

    private static List<String> dropIns(List<Path> folders, String unit) {
        return folders.reversed().stream()
                .flatMap(folder -> TextFile.in(folder.resolve(unit + ".d")).stream())
                .filter(file -> file.toString().endsWith(".conf"))
                .flatMap(file -> TextFile.read(file).stream())
                .toList();
    }
}
