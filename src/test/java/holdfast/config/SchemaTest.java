package holdfast.config;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The schema, which editors believe, and the reader, which decides, say the same.
final class SchemaTest {
    private static final Path CORPUS = Path.of("src/test/resources/holdfast/config");
    private static final Path EVERYTHING = CORPUS.resolve("good/everything.yaml");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    private static final JsonNode EVERY_KEY = everyKey();
    private static final JsonNode TREE = tree();
    private static final Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TREE);

    /// Stands in for the environment that the corpus and the examples were written for.
    private static final Map<String, String> ENVIRONMENT = Map.of("PORT", "8787", "TOKEN", "t0ken", "FLAG", "true", "SPAN", "30s");

    @TempDir
    private Path directory;

    /// What the files of the corpus refer to.
    @BeforeEach
    void neighbours() throws IOException {
        Path shop = Files.createDirectories(directory.resolve("shop"));
        Files.copy(CORPUS.resolve("good/secret.txt"), directory.resolve("secret.txt"));
        Files.copy(CORPUS.resolve("good/shop/shop.env"), shop.resolve("shop.env"));
        Files.copy(CORPUS.resolve("good/shop/compose.yml"), shop.resolve("compose.yml"));
    }

    private static JsonNode tree() {
        try (InputStream in = Objects.requireNonNull(
                ConfigurationFile.class.getResourceAsStream("/holdfast/config/holdfast.schema.json"))) {
            return JSON.readTree(in);
        } catch (IOException failed) {
            throw new ExceptionInInitializerError(failed);
        }
    }

    @Test
    void everyKeyOfTheReaderIsInTheSchemaAndTheOtherWayRound() {
        for (Keys keys : Keys.ALL) {
            JsonNode mapping = switch (keys.name()) {
                case "file" -> TREE;
                case "basic" -> TREE.at("/$defs/auth/properties/basic");
                default -> TREE.at("/$defs/" + keys.name());
            };
            var inSchema = new TreeSet<>(mapping.get("properties").propertyNames());

            assertEquals(new TreeSet<>(keys.known()), inSchema, keys.name());
            assertFalse(mapping.get("additionalProperties").asBoolean(), keys.name());
        }
    }

    @Test
    void corpusUsesEveryKey() throws IOException {
        String text = Files.readString(EVERYTHING);

        for (Keys keys : Keys.ALL) {
            for (String key : keys.known()) {
                assertTrue(text.contains(key + ":"), keys.name() + "." + key + " is not in " + EVERYTHING);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("good")
    void goodFileIsGoodToBoth(Path file) throws IOException {
        assertEquals(List.of(), complaints(YAML.readTree(Files.readString(file))), file.toString());
        assertEquals(List.of(), problems(file), file.toString());
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badFileIsBadToBoth(Path file) throws IOException {
        assertFalse(complaints(YAML.readTree(Files.readString(file))).isEmpty(), file + " is valid by the schema");
        assertFalse(problems(file).isEmpty(), file + " is accepted by the reader");
    }

    @ParameterizedTest
    @MethodSource("badByMeaning")
    void fileThatIsWrongByMeaningIsRefusedByTheReaderThoughItsFormIsRight(Path file) throws IOException {
        assertEquals(List.of(), complaints(YAML.readTree(Files.readString(file))), file.toString());
        assertFalse(problems(file).isEmpty(), file + " is accepted by the reader");
    }

    @Test
    void everyValueOfTheWrongKindIsRefusedByBoth() throws IOException {
        List<String> wrong = List.of("[]", "{}", "null", "[[1]]", "{\"a\": {\"b\": 1}}", "[{\"a\": 1}]");
        int refused = 0;
        for (String path : paths()) {
            for (String value : wrong) {
                JsonNode file = with(path, value);
                List<String> complaints = complaints(file);
                List<String> problems = problems(file.toString());

                assertEquals(complaints.isEmpty(), problems.isEmpty(), path + " = " + value + "\n" + complaints + "\n" + problems);
                refused += problems.isEmpty() ? 0 : 1;
            }
        }
        assertTrue(refused > 500, "only " + refused + " were refused");
    }

    @Test
    void everySingleValueTheSchemaRefusesTheReaderRefusesToo() throws IOException {
        List<String> others = List.of("true", "false", "7", "-1", "7.5", "999999", "\"\"", "\"sno\u2603\"", "\"30s\"", "\"${PORT}\"");
        for (String path : paths()) {
            for (String value : others) {
                JsonNode file = with(path, value);
                List<String> complaints = complaints(file);

                assertTrue(complaints.isEmpty() || !problems(file.toString()).isEmpty(), path + " = " + value + "\n" + complaints);
            }
        }
    }

    @Test
    void unknownKeyIsRefusedByBothInEveryMapping() throws IOException {
        int mappings = 0;
        for (String path : paths()) {
            JsonNode node = EVERY_KEY.at(path);
            if (node.isObject() && !List.of("services", "env", "headers").contains(path.substring(path.lastIndexOf('/') + 1))) {
                JsonNode file = with(path + "/zzz", "1");

                assertFalse(complaints(file).isEmpty(), path);
                assertFalse(problems(file.toString()).isEmpty(), path);
                mappings++;
            }
        }
        assertTrue(mappings >= 20, "only " + mappings);
    }

    static Stream<Path> good() throws IOException {
        Path examples = Path.of("examples");
        Stream<Path> shown = Files.isDirectory(examples) ? files(examples) : Stream.of();
        return Stream.concat(files(CORPUS.resolve("good")), shown);
    }

    static Stream<Path> bad() throws IOException {
        return files(CORPUS.resolve("bad"));
    }

    static Stream<Path> badByMeaning() throws IOException {
        return files(CORPUS.resolve("bad-by-meaning"));
    }

    private static Stream<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory, 2)) {
            return walk.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    /// JSON pointers to every value of the file that has every key.
    private static List<String> paths() {
        var paths = new ArrayList<String>();
        collect("", EVERY_KEY, paths);
        return paths;
    }

    private static void collect(String path, JsonNode node, List<String> paths) {
        if (node instanceof ObjectNode object) {
            object.propertyStream().forEach(entry -> {
                paths.add(path + "/" + entry.getKey());
                collect(path + "/" + entry.getKey(), entry.getValue(), paths);
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                paths.add(path + "/" + i);
                collect(path + "/" + i, array.get(i), paths);
            }
        }
    }

    private static JsonNode everyKey() {
        try {
            return YAML.readTree(Files.readString(EVERYTHING));
        } catch (IOException failed) {
            throw new ExceptionInInitializerError(failed);
        }
    }

    /// The file that has every key, with one value replaced. JSON is YAML.
    private static JsonNode with(String path, String value) {
        JsonNode root = EVERY_KEY.deepCopy();
        JsonNode parent = root.at(path.substring(0, path.lastIndexOf('/')));
        String last = path.substring(path.lastIndexOf('/') + 1);
        JsonNode replacement = JSON.readTree(value);
        if (parent instanceof ObjectNode object) {
            object.set(last, replacement);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(last), replacement);
        }
        return root;
    }

    private static List<String> complaints(JsonNode file) {
        return SCHEMA.validate(file).stream().map(String::valueOf).toList();
    }

    private List<String> problems(String text) throws IOException {
        Path file = directory.resolve("holdfast.yaml");
        Files.writeString(file, text);
        return problems(file);
    }

    private List<String> problems(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return switch (ConfigurationFile.load(file, new Surroundings(ENVIRONMENT, here, Path.of("/home/somebody"), false))) {
            case Reading.Loaded _ -> List.of();
            case Reading.Refused(List<Problem> problems, _) -> Reads.said(problems);
        };
    }
}
