package holdfast.daemon.control;

import holdfast.model.Event;
import holdfast.model.Event.Request;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.Word;
import holdfast.text.FactLines;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What an order to start, stop or restart a service comes to.
///
/// | the service | then |
/// |---|---|
/// | pinned | refused, unless by force: whoever pinned it has a reason that the next one may not know |
/// | pinned and down, by force | the pin is lifted for this start, and put back: it would hold it back, whoever wants it |
/// | down, and a measure waits for approval | a person who wants it started has approved |
///
/// Threading: any.
public final class OrderRule {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private OrderRule() {}

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
        boolean isDown = status.isPresent() && status.get().process().isEmpty() && order != Event.Order.STOP;
        if (!isDown) {
            return List.of(new Event.OperatorAsked(service, order, actor));
        }
        var wishes = new ArrayList<Event.OperatorAsked>();
        pin.ifPresent(_ -> wishes.add(new Event.OperatorAsked(service, new Request.Unpin(), actor)));
        wishes.add(new Event.OperatorAsked(service, Event.Order.START, actor)); // there is nothing to stop
        status.get()
                .incident()
                .filter(incident -> incident.proposal().isPresent())
                .ifPresent(incident -> wishes.add(new Event.OperatorAsked(service, new Request.Approve(incident.id()), actor)));
        pin.ifPresent(word -> {
            long left = word.untilNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : word.untilNanos() - picture.status().atNanos();
            wishes.add(new Event.OperatorAsked(service, new Request.Pin(word.why(), left), word.actor()));
        });
        return wishes;
    }

    /// Who pinned it, why and until when.
    private static Reason reason(Picture picture, ServiceId service, Word pin) {
        return picture.wall(pin.untilNanos())
                .map(until -> Reason.of(
                        "daemon.control.pinned",
                        service,
                        FactLines.who(pin.actor()),
                        MINUTE.format(until.atZone(ZoneId.systemDefault())),
                        pin.why()))
                .orElseGet(() -> Reason.of("daemon.control.pinned-for-good", service, FactLines.who(pin.actor()), pin.why()));
    }
}
