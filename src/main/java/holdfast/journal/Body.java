package holdfast.journal;

import holdfast.model.CheckId;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import io.avaje.json.stream.BufferedJsonWriter;
import io.avaje.json.stream.JsonStream;
import java.util.List;
import java.util.Optional;

/// A JSON object being written, field by field; the counterpart of [Fields].
///
/// Threading: one.
final class Body {
    private final BufferedJsonWriter writer;

    Body(JsonStream json, ServiceId service) {
        writer = json.bufferedWriter();
        writer.beginObject();
        text("service", service.name());
    }

    Body text(String name, String value) {
        writer.name(name);
        writer.value(value);
        return this;
    }

    Body number(String name, long value) {
        writer.name(name);
        writer.value(value);
        return this;
    }

    Body flag(String name, boolean value) {
        writer.name(name);
        writer.value(value);
        return this;
    }

    Body constant(String name, Enum<?> value) {
        return text(name, value.name());
    }

    /// A name may be the same word as a measure of a later version, so it has a field of its own.
    Body rung(Rung rung) {
        return switch (rung) {
            case Rung.Known known -> constant("rung", known);
            case Rung.Own own -> text("own", own.name());
        };
    }

    Body incarnation(Incarnation incarnation) {
        return number("incarnation", incarnation.number());
    }

    Body incident(long incident) {
        return number("incident", incident);
    }

    /// Of this service; left out when there is none.
    Body check(Optional<CheckId> check) {
        check.ifPresent(present -> text("by", present.name()));
        return this;
    }

    Body process(ProcessIdentity process) {
        writer.name("process");
        writer.beginObject();
        number("pid", process.pid());
        number("startTicks", process.startTicks());
        text("boot", process.bootId());
        writer.endObject();
        return this;
    }

    Body reason(Reason reason) {
        return reason("reason", Optional.of(reason));
    }

    /// Left out when there is none.
    Body reason(String name, Optional<Reason> reason) {
        reason.ifPresent(present -> {
            writer.name(name);
            write(present);
        });
        return this;
    }

    Body reasons(String name, List<Reason> reasons) {
        writer.name(name);
        writer.beginArray();
        reasons.forEach(this::write);
        writer.endArray();
        return this;
    }

    private void write(Reason reason) {
        writer.beginObject();
        text("key", reason.key());
        writer.name("values");
        writer.beginArray();
        reason.values().forEach(writer::value);
        writer.endArray();
        writer.endObject();
    }

    /// Left out when there is none.
    Body optional(String name, Optional<? extends Enum<?>> constant) {
        constant.ifPresent(present -> constant(name, present));
        return this;
    }

    Body service(String name, Optional<ServiceId> service) {
        service.ifPresent(present -> text(name, present.name()));
        return this;
    }

    Body exit(ExitStatus status) {
        writer.name("exit");
        writer.beginObject();
        switch (status) {
            case ExitStatus.Code(int code) -> number("code", code);
            case ExitStatus.Signalled(int signal, boolean coreDumped) -> {
                number("signal", signal);
                flag("coreDumped", coreDumped);
            }
            case ExitStatus.Unknown() -> flag("unknown", true);
        }
        writer.endObject();
        return this;
    }

    String end() {
        writer.endObject();
        return writer.result();
    }
}
