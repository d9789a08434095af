package holdfast.diagnosis;

import holdfast.model.CheckSpec;
import holdfast.model.Reason;
import java.util.List;

/// The last answer of a bad check, and what it says of the service.
record Answer(CheckSpec check, Reason reason) {
    boolean says(String... keys) {
        return List.of(keys).contains(reason.key());
    }

    boolean isAlive() {
        return check.role() == CheckSpec.Role.ALIVE;
    }

    String name() {
        return check.id().name();
    }

    /// A value of the reason; empty where an older Holdfast gave fewer.
    String value(int index) {
        return index < reason.values().size() ? reason.values().get(index) : "";
    }
}
