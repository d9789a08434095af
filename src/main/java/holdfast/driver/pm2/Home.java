package holdfast.driver.pm2;

import holdfast.linux.Account;
import holdfast.linux.Kernel;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec;
import java.nio.file.Path;
import java.util.Optional;

/// The folder of one PM2, `PM2_HOME`, by the names that paths.js of PM2 gives to what is in it.
record Home(Path directory) {
    /// Where the PM2 is that a service names. Empty = it names a user that does not exist.
    static Optional<Home> of(Kernel kernel, DriverSpec.Pm2 spec) {
        return spec.home().or(() -> spec.user().isEmpty() ? Optional.ofNullable(System.getenv("PM2_HOME")) : Optional.empty())
                .map(Path::of)
                .or(() -> spec.user().isEmpty()
                        ? Optional.of(Path.of(System.getProperty("user.home"), ".pm2"))
                        : account(kernel, spec.user().get()).map(account -> Path.of(account.home(), ".pm2")))
                .map(path -> new Home(path.toAbsolutePath().normalize()));
    }

    private static Optional<Account> account(Kernel kernel, String name) {
        return kernel.account(name) instanceof SysResult.Ok<Optional<Account>>(Optional<Account> account)
                ? account
                : Optional.empty();
    }

    Path rpcSocket() {
        return directory.resolve("rpc.sock");
    }

    Path pubSocket() {
        return directory.resolve("pub.sock");
    }

    Path pidFile() {
        return directory.resolve("pm2.pid");
    }

    /// What `pm2 save` keeps, and `pm2 resurrect` starts.
    Path dump() {
        return directory.resolve("dump.pm2");
    }

    /// Where the output of apps goes that do not say otherwise.
    Path logs() {
        return directory.resolve("logs");
    }

    /// PM2's own log.
    Path log() {
        return directory.resolve("pm2.log");
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
