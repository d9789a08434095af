package holdfast.cli;

import holdfast.daemon.control.Tree;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.text.Texts;

/// What became of an operator's wish for one service.
///
/// @param reason the sentence that says it
/// @param tookNanos since the wish was told
record Outcome(ServiceId service, Exit exit, Reason reason, long tookNanos) {
    private static final double NANOS_PER_SECOND = 1e9;

    boolean isGood() {
        return exit == Exit.GOOD;
    }

    Tree tree(Texts texts) {
        return new Tree()
                .put("service", service.name())
                .put("good", isGood())
                .put("key", reason.key())
                .put("text", texts.say(reason))
                .put("seconds", tookNanos / NANOS_PER_SECOND, 3);
    }
}
