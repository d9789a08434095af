package holdfast.sim;

/// Which kinds of trouble one schedule knows. Switching whole kinds off at random lets the others meet in ways that a mixture of
/// everything never would (swarm testing: Groce et al., ISSTA 2012).
///
/// @param words pins, silences, acknowledgements, approvals
/// @param doubts Holdfast says of itself that it is not fit to judge
/// @param brokenWays a service looks well, and the way through it is broken
/// @param flaps a service answers now, and then not, until the faults are over
/// @param clockJumps the clock jumps forward, as after a sleep of the machine: what was due meanwhile comes late and all at once
/// @param lossyDisk the journal cannot be written for a while, and what it missed dies with the daemon
record Faults(
        boolean crashes,
        boolean hangs,
        boolean slowStarts,
        boolean startFailures,
        boolean lostAnswers,
        boolean lateAnswers,
        boolean probeErrors,
        boolean unprovenStops,
        boolean unreadable,
        boolean daemonDeaths,
        boolean reboots,
        boolean operator,
        boolean reloads,
        boolean handStarts,
        boolean lossyDisk,
        boolean words,
        boolean doubts,
        boolean failedRepairs,
        boolean brokenWays,
        boolean flaps,
        boolean clockJumps) {

    static final Faults NONE = new Faults(
            false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false, false,
            false, false, false, false);

    static Faults drawn(Dice dice) {
        return new Faults(
                !dice.oneIn(4),
                dice.oneIn(2),
                dice.oneIn(3),
                dice.oneIn(4),
                dice.oneIn(4),
                dice.oneIn(4),
                dice.oneIn(4),
                dice.oneIn(5),
                dice.oneIn(5),
                dice.oneIn(2),
                dice.oneIn(8),
                dice.oneIn(2),
                dice.oneIn(6),
                dice.oneIn(8),
                dice.oneIn(10),
                dice.oneIn(4),
                dice.oneIn(6),
                dice.oneIn(3),
                dice.oneIn(3),
                dice.oneIn(4),
                dice.oneIn(5));
    }
}
