package holdfast.driver.pm2;

import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.Pm2Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// On the real PM2: where the output of an app is to be found.
@Timeout(120)
final class AppLogsTest {
    private Pm2Bed bed;

    @BeforeEach
    void begin() throws Exception {
        bed = new Pm2Bed();
    }

    @AfterEach
    void end() throws Exception {
        if (bed != null) {
            bed.close();
        }
    }

    @Test
    void everyInstanceHasItsFilesAndSoHasAnAppThatNamesThem() throws Exception {
        Path own = bed.directory.resolve("own.log");
        bed.pm2("start", bed.server().toString(), "--name", "my web", "-i", "2", "--", "0");
        bed.sleeper("api", "--output", own.toString(), "--error", "/dev/null");

        assertEquals(
                List.of("my-web-out-0.log", "my-web-error-0.log", "my-web-out-1.log", "my-web-error-1.log"),
                files("my web", Pm2Selection.NAME).stream().map(file -> file.getFileName().toString()).toList());
        assertEquals(1, files("api", Pm2Selection.NAME).size());
        assertTrue(files("api", Pm2Selection.NAME).getFirst().toString().startsWith(bed.directory.resolve("own").toString()));
        assertEquals(files("api", Pm2Selection.NAME), files("2", Pm2Selection.ID));
    }

    @Test
    void aPm2ThatIsDeadIsReplacedByWhatItSavedAndThatByWhatIsUsual() throws Exception {
        bed.sleeper("api");
        List<Path> named = files("api", Pm2Selection.NAME);
        bed.pm2("save");
        bed.pm2("kill");

        assertEquals(named, files("api", Pm2Selection.NAME));
        assertEquals(
                List.of(bed.home.logs().resolve("never-saved-out.log"), bed.home.logs().resolve("never-saved-error.log")),
                files("never saved", Pm2Selection.NAME));
        assertEquals(List.of(), files("7", Pm2Selection.ID));
    }

    private List<Path> files(String selector, Pm2Selection by) {
        return AppLogs.files(
                new DriverSpec.Pm2(selector, by, Optional.empty(), Optional.of(bed.home.toString()), Optional.empty()));
    }
}
