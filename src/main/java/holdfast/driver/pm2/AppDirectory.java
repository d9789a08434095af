package holdfast.driver.pm2;

import holdfast.linux.Account;
import holdfast.linux.FileLook;
import holdfast.linux.FileStatus;
import holdfast.linux.Kernel;
import holdfast.linux.Reading;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Where an app of PM2 works, by PM2's word, or by what was saved where it does not answer.
///
/// What PM2 says is in the hands of its user. A directory that is not his is no directory of his app: he could else have Holdfast, which
/// may have more rights than he, delete what is in another's.
public final class AppDirectory {
    private AppDirectory() {}

    /// Empty when it is not known, when its instances work in several, or when it is not its user's.
    public static Optional<Path> of(Kernel kernel, DriverSpec.Pm2 spec) {
        return Home.of(kernel, spec).flatMap(home -> {
            Optional<Path> told = only(spec, AppLogs.listed(home));
            return told.or(() -> only(spec, Dump.read(home.dump()).stream().map(Dump.Saved::app).toList()));
        }).filter(directory -> isOf(owner(kernel, spec), directory));
    }

    static Optional<Path> only(DriverSpec.Pm2 spec, List<App> apps) {
        var found = new HashSet<Optional<Path>>();
        apps.stream().filter(app -> Ward.isMeant(spec, app)).forEach(app -> found.add(AppLogs.absolute(app.files().directory())));
        return found.size() == 1 ? found.iterator().next() : Optional.empty();
    }

    private static Optional<Long> owner(Kernel kernel, DriverSpec.Pm2 spec) {
        return spec.user().isEmpty()
                ? Optional.of(kernel.userId())
                : kernel.account(spec.user().get()) instanceof SysResult.Ok<Optional<Account>>(Optional<Account> account)
                        ? account.map(Account::userId)
                        : Optional.empty();
    }

    static boolean isOf(Optional<Long> owner, Path directory) {
        return new FileLook().status(directory) instanceof Reading.Found<FileStatus>(FileStatus status)
                && status.isDirectory()
                && owner.equals(Optional.of(status.userId()));
    }
}
