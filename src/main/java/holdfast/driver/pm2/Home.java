package holdfast.driver.pm2;

import java.nio.file.Path;

/// The folder of one PM2, `PM2_HOME`, by the names that paths.js of PM2 gives to what is in it.
record Home(Path directory) {
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

    /// PM2's own log.
    Path log() {
        return directory.resolve("pm2.log");
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
