package holdfast.repair;

import holdfast.linux.FileHandle;
import holdfast.linux.LinuxKernel;
import holdfast.linux.SysResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Links on the way to backups.
class BackupsTest {
    private static final long NOBODY = 65_534;
    private static final Deadline LATER = Deadline.in(Long.MAX_VALUE / 2);

    @TempDir
    Path directory;

    /// He who may write where the backups lie puts a link to somebody else's folder there, and damages his database.
    @Test
    void aLinkThatLeadsToWhatIsSomebodyElsesIsNotFollowed() throws Exception {
        long self = new LinuxKernel().userId();
        assumeTrue(self == 0, "only root may give files away");
        Path secret = DatabaseRestoreTest.fill(Files.createDirectory(directory.resolve("private")).resolve("1.db"), "secret");
        Path backups = Files.createSymbolicLink(directory.resolve("backups"), secret.getParent());
        Files.setAttribute(backups, "unix:uid", (int) NOBODY, LinkOption.NOFOLLOW_LINKS);
        Path database = DatabaseRestoreTest.fill(directory.resolve("shop.db"), "live");

        Backups.Choice choice = Backups.choose(List.of(backups + "/*.db"), database, self, LATER);

        assertEquals(new Backups.Choice(Optional.empty(), 0, 0, Optional.of(backups)), choice);
    }

    /// The folder was exchanged for a link after the backup was chosen.
    @Test
    void norIsOneThatIsPutThereMeanwhile() throws Exception {
        long self = new LinuxKernel().userId();
        assumeTrue(self == 0, "only root may give files away");
        Path secret = DatabaseRestoreTest.fill(Files.createDirectory(directory.resolve("private")).resolve("1.db"), "secret");
        Path backups = Files.createSymbolicLink(directory.resolve("backups"), secret.getParent());
        Files.setAttribute(backups, "unix:uid", (int) NOBODY, LinkOption.NOFOLLOW_LINKS);
        Path database = DatabaseRestoreTest.fill(directory.resolve("shop.db"), "live");
        FileHandle.Status status;
        try (FileHandle handle = value(FileHandle.open(database))) {
            status = value(handle.status());
        }

        try (var exchange = DatabaseExchange.begin(database, status, self)) {
            assertThrows(IOException.class, () -> exchange.copy(backups.resolve("1.db"), LATER));
        }
    }

    private static <T> T value(SysResult<T> result) {
        return ((SysResult.Ok<T>) result).value();
    }

    @Test
    void aLinkOfOnesOwnIsFollowed() throws Exception {
        Path backup = DatabaseRestoreTest.fill(Files.createDirectory(directory.resolve("store")).resolve("1.db"), "backup");
        Path backups = Files.createSymbolicLink(directory.resolve("backups"), backup.getParent());
        Path database = DatabaseRestoreTest.fill(directory.resolve("shop.db"), "live");

        Backups.Choice choice = Backups.choose(List.of(backups + "/*.db"), database, new LinuxKernel().userId(), LATER);

        assertEquals(Optional.of(backups.resolve("1.db")), choice.sound().map(Backups.Backup::file));
    }
}
