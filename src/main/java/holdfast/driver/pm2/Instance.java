package holdfast.driver.pm2;

import holdfast.linux.ProcessKey;
import java.util.Optional;

/// An entry of PM2's list with what is known of it besides.
///
/// @param process its process, if that lives and is proven to be PM2's child
/// @param end how it last ended
record Instance(App app, Optional<ProcessKey> process, End end) {
    /// Why a process of an app ended.
    enum End {
        /// A person said so: `pm2 stop`.
        BY_HAND,
        /// PM2 was told to end it: by a person who restarts or deletes it or PM2, or by its own rules for memory, files and time.
        COMMANDED,
        /// By itself, or by a signal from elsewhere.
        BY_ITSELF,
        /// Nobody of ours was listening.
        UNKNOWN
    }

    /// What one entry comes to.
    enum State {
        UP,
        PASSING,
        COMING,
        GIVEN_UP,
        RESTED,
        UNCLEAR
    }

    State state() {
        return switch (app.status()) {
            case ONLINE, LAUNCHING -> process.isPresent() ? State.UP : State.PASSING;
            case STOPPING -> State.PASSING;
            // Also what PM2 could not kill is called so, and lives.
            case ERRORED -> process.isPresent() ? State.UP : State.GIVEN_UP;
            // PM2 says "waiting restart" also of what it has given up, if there is a `restart_delay`.
            case WAITING -> app.isComingBack() ? State.COMING : State.GIVEN_UP;
            case STOPPED -> stopped();
            case OTHER -> State.UNCLEAR;
        };
    }

    /// `stopped` is what people do, what `autorestart: false` leads to, and what lies for a moment between an end and a start.
    private State stopped() {
        if (app.isComingBack()) {
            return State.COMING;
        }
        return switch (end) {
            case BY_HAND, COMMANDED -> State.RESTED;
            case BY_ITSELF -> app.isFinal() ? State.RESTED : State.GIVEN_UP;
            // An app that stays down after any end, and whose last was none that PM2 causes when it stops one.
            case UNKNOWN ->
                !app.isRevived() && app.exitCode().filter(code -> code != 0).isPresent() ? State.GIVEN_UP : State.RESTED;
        };
    }
}
