package holdfast.driver.pm2;

import java.util.List;
import java.util.Optional;

/// One entry of PM2's list: an app, or one instance of it. Only what is needed is kept; its environment is not.
///
/// @param id `pm_id`, its number in the list; numbers begin anew once the list was empty
/// @param pid 0 where PM2 has put the process out of its mind; else its last one, which may be dead
/// @param starts `restart_time`: how often it was started again, whoever asked for it
/// @param exitCode of its last end; PM2 makes 0 of every signal
/// @param isGuarded PM2 counts its failures; it stops to when it has given up (`created_at` is null)
/// @param delayMillis what PM2 waits before the next start
/// @param mark `unique_id`, which every process of the app has in its environment, and its children as well
/// @param isCluster its processes are workers of PM2's own process, which holds their port
/// @param failuresMost `max_restarts`: PM2 gives up after so many failures soon after a start
record App(
        long id,
        String name,
        String namespace,
        Status status,
        long pid,
        long starts,
        Optional<Integer> exitCode,
        boolean isGuarded,
        boolean isRevived,
        List<Integer> finalExitCodes,
        long delayMillis,
        String mark,
        boolean isModule,
        boolean isCluster,
        long failuresMost,
        Files files) {
    App {
        finalExitCodes = List.copyOf(finalExitCodes);
    }

    /// As PM2 calls them, constants.js.
    enum Status {
        ONLINE("online"),
        LAUNCHING("launching"),
        STOPPING("stopping"),
        STOPPED("stopped"),
        ERRORED("errored"),
        WAITING("waiting restart"),
        /// `one-launch-status`, and what a later PM2 may bring.
        OTHER("");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        static Status of(String word) {
            for (Status one : values()) {
                if (one.word.equals(word)) {
                    return one;
                }
            }
            return OTHER;
        }

        String word() {
            return word;
        }
    }

    /// Paths, empty where there is none: of what PM2 writes its output to, and its pid; and of the directory that it works in.
    record Files(String out, String error, String pid, String directory) {
        Files(String out, String error, String pid) {
            this(out, error, pid, "");
        }
    }

    App withPid(long other) {
        return new App(
                id, name, namespace, status, other, starts, exitCode, isGuarded, isRevived, finalExitCodes, delayMillis, mark,
                isModule, isCluster, failuresMost, files);
    }

    /// It ended with a code after which PM2 was told to leave it alone (`stop_exit_codes`).
    boolean isFinal() {
        return exitCode.filter(finalExitCodes::contains).isPresent();
    }

    /// PM2 itself is about to start it again. It forgets the pid of what it does not mean to bring back, and of nothing else:
    /// `stopped` and `waiting restart` alone do not tell, for either is also said of apps that have been given up.
    boolean isComingBack() {
        return switch (status) {
            case STOPPED, WAITING -> pid != 0;
            case ONLINE, LAUNCHING, STOPPING, ERRORED, OTHER -> false;
        };
    }
}
