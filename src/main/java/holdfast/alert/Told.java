package holdfast.alert;

import holdfast.model.Fact.AlertKind;

/// What people have been told of the open incident.
public record Told(boolean down, boolean gaveUp) {
    public static final Told NOTHING = new Told(false, false);

    public boolean anything() {
        return down || gaveUp;
    }

    public Told and(AlertKind kind) {
        return switch (kind) {
            case DOWN -> new Told(true, gaveUp);
            case GAVE_UP -> new Told(down, true);
            case RECOVERED, SELF_HEALED -> NOTHING;
        };
    }
}
