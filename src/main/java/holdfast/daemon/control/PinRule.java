package holdfast.daemon.control;

import holdfast.model.Event;
import holdfast.model.Event.Request;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.Word;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A pinned service is not started, stopped or restarted by an operator either, unless by force: whoever pinned it has a reason
/// that the next one may not know.
///
/// Threading: any.
public final class PinRule {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private PinRule() {}

    /// What is to be asked of the core so that the order is carried out.
    ///
    /// @param forces the pin does not count
    /// @throws Refusal names who pinned it, why and until when
    public static List<Event.OperatorAsked> wishes(
            Picture picture, ServiceId service, Event.Order order, boolean forces, String actor) throws Refusal {
        Optional<ServiceStatus> status = picture.service(service);
        Optional<Word> pin = status.flatMap(ServiceStatus::pin);
        if (pin.isPresent() && !forces) {
            throw new Refusal(Refusal.Code.PINNED, reason(picture, service, pin.get()));
        }
        var wish = new Event.OperatorAsked(service, order, actor);
        boolean isHeld = pin.isPresent() && order != Event.Order.STOP && status.get().process().isEmpty();
        if (!isHeld) {
            return List.of(wish);
        }
        // It may be down by its own fault, and such a start is held back by a pin, whoever wants it: lifted for this start.
        Word word = pin.get();
        long left = word.untilNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : word.untilNanos() - picture.status().atNanos();
        return List.of(
                new Event.OperatorAsked(service, new Request.Unpin(), actor),
                wish,
                new Event.OperatorAsked(service, new Request.Pin(word.why(), left), word.actor()));
    }

    /// Who pinned it, why and until when.
    private static Reason reason(Picture picture, ServiceId service, Word pin) {
        return picture.wall(pin.untilNanos())
                .map(until -> Reason.of(
                        "daemon.control.pinned",
                        service,
                        pin.actor(),
                        MINUTE.format(until.atZone(ZoneId.systemDefault())),
                        pin.why()))
                .orElseGet(() -> Reason.of("daemon.control.pinned-for-good", service, pin.actor(), pin.why()));
    }
}
