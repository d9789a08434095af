package holdfast.driver.docker;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One service of a Compose project, as its containers are labelled.
///
/// @param files in the order in which they override one another
/// @param host where the engine is, for the `docker compose` program; absent = as its environment says
record ComposeProject(List<String> files, String name, String service, Optional<String> host) {
    ComposeProject {
        files = List.copyOf(files);
    }

    /// The name that Compose gives a project which has none: that of the first file's directory, in lower case, without what is not
    /// a letter, digit, hyphen or underscore (Compose specification, "name").
    static String derived(String firstFile) {
        Path directory = Path.of(firstFile).toAbsolutePath().normalize().getParent();
        String last = directory == null || directory.getFileName() == null
                ? ""
                : directory.getFileName().toString();
        return last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "").replaceFirst("^[_-]+", "");
    }

    /// What a container of it has. Those that `compose run` makes for a single command are none.
    List<String> labels() {
        return List.of(
                "com.docker.compose.project=" + name,
                "com.docker.compose.service=" + service,
                "com.docker.compose.oneoff=False");
    }
}
