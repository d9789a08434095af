package holdfast.config;

import holdfast.model.CheckSpec;
import holdfast.model.Question;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The variables of the scripts that Holdfast takes over from.
final class EnvironmentVariablesTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path directory;

    private Configuration withoutFile(Map<String, String> environment) {
        return switch (ConfigurationFile.withoutFile(new Reads(directory, environment).around()).orElseThrow()) {
            case Reading.Loaded(Configuration configuration) -> configuration;
            case Reading.Refused(List<Problem> problems, _) -> throw new AssertionError(Reads.said(problems).toString());
        };
    }

    @Test
    void takeThePlaceOfDefaultsButNotOfWhatAServiceSays() {
        var reads = new Reads(directory, Map.of(
                "CHECK_INTERVAL", "60",
                "MAX_RETRIES", "5",
                "RETRY_DELAY", "3s",
                "MAX_RESTART_ATTEMPTS", "4",
                "RESTART_COOLDOWN", "300",
                "LOG_FILE", "auto-heal.log"));
        Configuration configuration = reads.good("""
                defaults: { every: 10s, recover: { attempts: 9, stable: 1m } }
                log: { file: other.log, keep: 1 }
                services:
                  web: { run: a }
                  api: { run: a, every: 15s, recover: { attempts: 2 } }
                """);
        ServiceSpec web = Reads.service(configuration, "web");
        ServiceSpec api = Reads.service(configuration, "api");
        CheckSpec check = web.checks().getFirst();

        assertEquals(
                List.of(60 * SECOND, 3 * SECOND, 5L), List.of(check.everyNanos(), check.recheckNanos(), (long) check.failAfter()));
        assertEquals(4, web.recover().attempts());
        assertEquals(300 * SECOND, web.recover().spacingNanos());
        assertEquals(60 * SECOND, web.recover().stableNanos());
        assertEquals(15 * SECOND, api.checks().getFirst().everyNanos());
        assertEquals(2, api.recover().attempts());
        assertEquals(directory.resolve("auto-heal.log"), configuration.log().file());
        assertEquals(1, configuration.log().keeping().keep());
        assertEquals(6, configuration.notices().size());
        assertTrue(Reads.said(configuration.notices()).contains("environment variable CHECK_INTERVAL: CHECK_INTERVAL is set and takes the"
                + " place of the default of 'every' (unset it if that is not what you want)"));
    }

    @ParameterizedTest
    @CsvSource({
        "CHECK_INTERVAL,0", "CHECK_INTERVAL,abc", "CHECK_INTERVAL,-5", "MAX_RETRIES,0", "MAX_RETRIES,3x", "RETRY_DELAY,1.5",
        "MAX_RESTART_ATTEMPTS,101", "RESTART_COOLDOWN,never"
    })
    void badValueIsAProblemOfTheVariableAndIsNotShown(String name, String value) {
        List<String> said = new Reads(directory, Map.of(name, value)).badSaid("services: { web: { run: a } }");

        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().startsWith("environment variable " + name + ": " + name + " does not have a usable value"));
    }

    @Test
    void emptyOnesCountAsUnset() {
        assertEquals(List.of(), new Reads(directory, Map.of("CHECK_INTERVAL", "", "TELEGRAM_CHAT_ID", " "))
                .good("services: { web: { run: a } }")
                .notices());
    }

    @Test
    void telegramIsAcceptedAndSaidToBeOfNoUseYetOnce() {
        Configuration configuration =
                new Reads(directory, Map.of("TELEGRAM_BOT_TOKEN", "123:hunter2")).good("services: { web: { run: a } }");

        assertEquals(
                List.of("environment variable TELEGRAM_BOT_TOKEN: TELEGRAM_BOT_TOKEN is set, but not used in this version"
                        + " (read the decisions in the log or with holdfast incidents)"),
                Reads.said(configuration.notices()));
    }

    @Test
    void addressAloneIsAWatchedService() {
        Configuration configuration = withoutFile(Map.of("API_URL", "http://localhost:8787", "CHECK_INTERVAL", "10"));
        ServiceSpec app = Reads.service(configuration, "app");

        assertTrue(app.isWatched());
        assertEquals("http://localhost:8787/api/health", ((Question.Http) app.checks().getFirst().question()).url());
        assertEquals(10 * SECOND, app.checks().getFirst().everyNanos());
        assertEquals(Optional.empty(), configuration.file());
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8787/,http://localhost:8787/api/health",
        "https://h/status,https://h/status",
        "http://h/a/,http://h/a/"
    })
    void addressWithAPathIsAskedAsItIs(String address, String asked) {
        ServiceSpec app = Reads.service(withoutFile(Map.of("API_URL", address)), "app");

        assertEquals(asked, ((Question.Http) app.checks().getFirst().question()).url());
    }

    @Test
    void portAndAddressOfAnAppAreThreeChecks() {
        ServiceSpec app = Reads.service(withoutFile(Map.of("APP_PORT", "3003", "APP_URL", "https://shop.example")), "app");

        assertEquals(
                List.of("port", "local", "public"),
                app.checks().stream().map(check -> check.id().name()).toList());
        assertEquals(new Question.Tcp("127.0.0.1", 3003), app.checks().getFirst().question());
        assertEquals("http://127.0.0.1:3003/", ((Question.Http) app.checks().get(1).question()).url());
        assertEquals("https://shop.example", ((Question.Http) app.checks().get(2).question()).url());
    }

    @Test
    void noneOfThemIsNoConfiguration() {
        assertEquals(Optional.empty(), ConfigurationFile.withoutFile(new Reads(directory, Map.of("LOG_FILE", "x")).around()));
    }

    @Test
    void hopelessAddressIsAProblemOfItsVariable() {
        var around = new Reads(directory, Map.of("API_URL", "localhost:8787", "APP_PORT", "x\", evil: \"1")).around();
        Reading reading = ConfigurationFile.withoutFile(around).orElseThrow();
        List<String> said = Reads.said(((Reading.Refused) reading).problems());

        assertTrue(said.getFirst().startsWith("environment variable API_URL: ${API_URL} is neither a path"), said.toString());
        assertTrue(said.get(1).startsWith("environment variable APP_PORT: 127.0.0.1:${APP_PORT} is not an address"), said.toString());
    }
}
