package holdfast.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Where a configuration is found, and where its state goes.
final class ConfigurationFileTest {
    private static final String TEXT = "services: { web: { run: a } }";

    @TempDir
    private Path directory;

    private Surroundings around(Map<String, String> environment) {
        return new Surroundings(environment, directory.resolve("here"), directory.resolve("home"), false);
    }

    private Path put(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, TEXT);
    }

    private Configuration load(Path file, Surroundings around) {
        return ((Reading.Loaded) ConfigurationFile.load(file, around)).configuration();
    }

    @Test
    void nearestPlaceWins() throws IOException {
        Path home = put("home/.config/holdfast/holdfast.yaml");
        assertEquals(new Search.Found(home), ConfigurationFile.find(Optional.empty(), around(Map.of())));

        Path here = put("here/holdfast.yaml");
        assertEquals(new Search.Found(here), ConfigurationFile.find(Optional.empty(), around(Map.of())));

        var named = around(Map.of("HOLDFAST_CONFIG", "named.yaml"));
        assertEquals(new Search.Found(directory.resolve("here/named.yaml")), ConfigurationFile.find(Optional.empty(), named));

        Search fromOption = ConfigurationFile.find(Optional.of(Path.of("../option.yaml")), named);
        assertEquals(new Search.Found(directory.resolve("option.yaml")), fromOption);
    }

    @Test
    void tellsWhereItLookedWhenThereIsNone() {
        assertEquals(
                new Search.Nowhere(List.of(
                        directory.resolve("here/holdfast.yaml"),
                        directory.resolve("home/.config/holdfast/holdfast.yaml"),
                        Path.of("/etc/holdfast/holdfast.yaml"))),
                ConfigurationFile.find(Optional.empty(), around(Map.of("HOLDFAST_CONFIG", ""))));
    }

    @Test
    void everyFileHasAStateDirectoryOfItsOwn() {
        var root = new Surroundings(Map.of(), directory, directory, true);
        var user = new Surroundings(Map.of(), directory, Path.of("/home/u"), false);
        Path one = StatePaths.directory(Path.of("/srv/shop/holdfast.yaml"), root);

        assertTrue(one.toString().matches("/var/lib/holdfast/shop-[0-9a-f]{12}"), one.toString());
        assertEquals(one, StatePaths.directory(Path.of("/srv/x/../shop/holdfast.yaml"), root));
        assertNotEquals(one, StatePaths.directory(Path.of("/srv/shop/other.yaml"), root));
        assertNotEquals(one, StatePaths.directory(Path.of("/opt/shop/holdfast.yaml"), root));
        assertTrue(StatePaths.directory(Path.of("/srv/shop/holdfast.yaml"), user).startsWith("/home/u/.local/state/holdfast"));
        assertTrue(StatePaths.directory(Path.of("/h.yaml"), root).toString().startsWith("/var/lib/holdfast/root-"));
    }

    @Test
    void sameFileByAnyNameIsTheSameConfiguration() throws IOException {
        put("here/holdfast.yaml");
        var user = new Surroundings(Map.of(), directory.resolve("here"), Path.of("/home/u"), false);

        assertEquals(
                load(Path.of("holdfast.yaml"), user).stateDirectory(),
                load(directory.resolve("here/./holdfast.yaml"), user).stateDirectory());
    }

    @Test
    void socketLiesInTheStateDirectoryAndItsPathMustFitTheKernel() throws IOException {
        Path file = put("here/holdfast.yaml");
        var user = new Surroundings(Map.of(), directory, Path.of("/home/u"), false);
        var deep = new Surroundings(Map.of(), directory, Path.of("/home/" + "u".repeat(100)), false);

        assertEquals(load(file, user).stateDirectory().resolve("control.sock"), load(file, user).control().socket());
        List<String> said = Reads.said(((Reading.Refused) ConfigurationFile.load(file, deep)).problems());
        assertTrue(said.getFirst().contains("is longer than 107 bytes"), said.toString());
    }

    @Test
    void surroundingsOfThisProcessAreAbsolute() {
        Surroundings around = Surroundings.ofThisProcess();

        assertTrue(around.workingDirectory().isAbsolute() && around.home().isAbsolute());
        assertEquals(System.getenv(), around.environment());
    }

    @Test
    void namesEveryFileItWasMadeFromAndThoseThatWereMissed() throws IOException {
        var around = new Surroundings(Map.of(), directory, Path.of("/home/u"), false);
        Path file = put("holdfast.yaml");
        Files.writeString(directory.resolve("password"), "x");
        Files.writeString(
                file,
                "services: { web: { run: a, env_file: [a.env, b.env], env: { P: { file: password } } }, db: { compose: { service: db, file: c.yml } } }");

        Reading refused = ConfigurationFile.load(file, around);
        assertEquals(
                Set.of(file, directory.resolve("a.env"), directory.resolve("b.env"), directory.resolve("password"), directory.resolve("c.yml")),
                refused.files());
        Files.writeString(directory.resolve("a.env"), "");
        Files.writeString(directory.resolve("b.env"), "");
        Files.writeString(directory.resolve("c.yml"), "services: { db: { image: x } }");

        assertEquals(refused.files(), load(file, around).files());
    }
}
