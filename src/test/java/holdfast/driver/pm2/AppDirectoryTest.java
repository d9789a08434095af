package holdfast.driver.pm2;

import holdfast.driver.pm2.App.Status;
import holdfast.linux.LinuxKernel;
import holdfast.model.DriverSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AppDirectoryTest {
    private static final DriverSpec.Pm2 API =
            new DriverSpec.Pm2("api", DriverSpec.Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    Path directory;

    @Test
    void isTheOneThatAllInstancesWorkIn() {
        assertEquals(Optional.of(Path.of("/srv/api")), AppDirectory.only(API, List.of(app("api", "/srv/api"), app("api", "/srv/api"), app("web", "/srv"))));
        assertEquals(Optional.empty(), AppDirectory.only(API, List.of(app("api", "/srv/api"), app("api", "/srv/other"))));
        assertEquals(Optional.empty(), AppDirectory.only(API, List.of(app("api", "relative"))));
        assertEquals(Optional.empty(), AppDirectory.only(API, List.of(app("api", ""))));
        assertEquals(Optional.empty(), AppDirectory.only(API, List.of()));
    }

    /// PM2's word is its user's: he could have what is another's deleted.
    @Test
    void isNoneThatBelongsToSomebodyElse() throws Exception {
        long self = new LinuxKernel().userId();

        assertTrue(AppDirectory.isOf(Optional.of(self), directory));
        assertFalse(AppDirectory.isOf(Optional.of(self + 1), directory));
        assertFalse(AppDirectory.isOf(Optional.empty(), directory));
        assertFalse(AppDirectory.isOf(Optional.of(self), Files.createSymbolicLink(directory.resolve("link"), directory)));
    }

    private static App app(String name, String cwd) {
        return new App(
                1, name, "default", Status.ONLINE, 7, 1, Optional.empty(), true, true, List.of(), 0, "u", false, false, 16,
                new App.Files("", "", "", cwd));
    }
}
