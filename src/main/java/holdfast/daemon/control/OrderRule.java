package holdfast.daemon.control;

import holdfast.model.Event;
import holdfast.model.Event.Request;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import holdfast.model.Status.Word;
import holdfast.model.Wish;
import holdfast.text.FactLines;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What an order to start, stop, restart or reload a service comes to.
///
/// | the service | then |
/// |---|---|
/// | pinned | refused, unless by force: whoever pinned it has a reason that the next one may not know |
/// | pinned and down, by force | the pin is lifted for this start, and put back: it would hold it back, whoever wants it |
/// | down, and a measure waits for approval | a person who wants it started has approved |
/// | down, and to be reloaded | refused: to start it is another wish, and reads everything anew |
/// | being reloaded, and to be reloaded | refused: what changed since would be neither in it nor out of it for sure |
/// | without a way to be reloaded, and to be reloaded | refused: a reload is never a restart under another name |
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
        if (order == Event.Order.RELOAD) {
            mayReload(service, status);
            return List.of(new Event.OperatorAsked(service, order, actor));
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

    private static void mayReload(ServiceId service, Optional<ServiceStatus> status) throws Refusal {
        boolean runs = status.filter(one -> one.process().isPresent() && one.wish() == Wish.UP).isPresent();
        if (!runs) {
            throw new Refusal(Refusal.Code.NOT_UP, Reason.of("daemon.control.not-up", service));
        }
        if (status.filter(one -> one.state() == State.RELOADING).isPresent()) {
            throw new Refusal(Refusal.Code.RELOADING, Reason.of("daemon.control.reloading", service));
        }
    }

    /// @throws Refusal when nothing says how it is reloaded
    public static void mayReload(Card card) throws Refusal {
        if (!card.reloadable()) {
            throw new Refusal(Refusal.Code.NOT_RELOADABLE, Reason.of("daemon.control.not-reloadable", card.id()));
        }
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
