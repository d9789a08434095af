package holdfast.daemon.control;

import holdfast.model.Event;
import holdfast.model.Event.Order;
import holdfast.model.Event.Request;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.Word;
import holdfast.text.FactLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one caller orders: looked at by the rules, then passed on to the core, or only thought through.
final class Orders {
    /// Characters of a reason that a person gives: a sentence, not a file.
    private static final int WHY_MAX = 500;

    private final Served served;
    private final String actor;

    Orders(Served served, String actor) {
        this.served = served;
        this.actor = actor;
    }

    /// @throws IllegalArgumentException when there is no request that can be read
    void carryOut(JsonObject question) throws Refusal {
        var service = new ServiceId(question.text("service"));
        Request request = question.object("request")
                .map(RequestJson::read)
                .orElseThrow(() -> new IllegalArgumentException("no request"));
        for (Event.OperatorAsked wish : wishes(service, request, question.isTrue("force"))) {
            if (!served.ask(wish.service(), wish.request(), wish.actor())) {
                throw refusal(Refusal.Code.BUSY, "daemon.control.busy");
            }
        }
    }

    Plan plan(JsonObject question) throws Refusal {
        Optional<Order> order = question.optionalText("order").map(word -> Tree.constant(Order.class, word));
        List<ServiceId> services = question.texts("services").stream().map(ServiceId::new).toList();
        var wishes = new ArrayList<Event.OperatorAsked>();
        for (ServiceId service : services) {
            if (order.isPresent()) {
                wishes.addAll(wishes(service, order.get(), question.isTrue("force")));
            } else {
                card(service);
            }
        }
        return served.plan(wishes, services);
    }

    private List<Event.OperatorAsked> wishes(ServiceId service, Request request, boolean forces) throws Refusal {
        Card card = card(service);
        boolean isPlain = switch (request) {
            case Order _, Request.Pin _, Request.Approve _ -> false;
            case Request.Unpin _, Request.Silence _, Request.Unsilence _, Request.Acknowledge _ -> true;
        };
        if (card.watched() && !isPlain) {
            throw refusal(Refusal.Code.WATCHED, "daemon.control.watched", service);
        }
        if (request == Order.RELOAD) {
            OrderRule.mayReload(card);
        }
        Picture picture = served.picture();
        if (request instanceof Order order) {
            return OrderRule.wishes(picture, service, order, forces, actor);
        }
        if (request instanceof Request.Acknowledge(long incident, var _)) {
            open(picture, service, incident);
        }
        if (request instanceof Request.Approve(long incident)) {
            mayApprove(picture, service, open(picture, service, incident));
        }
        return List.of(new Event.OperatorAsked(service, tidied(request), actor));
    }

    private Card card(ServiceId service) throws Refusal {
        return served.cards().stream()
                .filter(each -> each.id().equals(service))
                .findFirst()
                .orElseThrow(() -> refusal(Refusal.Code.UNKNOWN_SERVICE, "daemon.control.unknown-service", service));
    }

    private static IncidentStatus open(Picture picture, ServiceId service, long incident) throws Refusal {
        return picture.service(service)
                .flatMap(ServiceStatus::incident)
                .filter(open -> open.id() == incident)
                .orElseThrow(() -> refusal(Refusal.Code.INCIDENT_OVER, "daemon.control.incident-over", incident, service));
    }

    /// What is approved is done at once; a pin would keep it waiting, and it would be done at a time that nobody has in mind.
    private static void mayApprove(Picture picture, ServiceId service, IncidentStatus incident) throws Refusal {
        if (incident.proposal().isEmpty()) {
            throw refusal(Refusal.Code.NOTHING_PROPOSED, "daemon.control.nothing-proposed", incident.id(), service);
        }
        Optional<Word> pin = picture.service(service).flatMap(ServiceStatus::pin);
        if (pin.isPresent()) {
            throw refusal(Refusal.Code.PINNED, "daemon.control.pinned-first", service, FactLines.who(pin.get().actor()), pin.get().why());
        }
    }

    /// On one line, without what would move the cursor of whoever reads it, and not endless.
    private static Request tidied(Request request) {
        return switch (request) {
            case Request.Pin(String why, long forNanos) -> new Request.Pin(tidied(why), forNanos);
            case Request.Silence(String why, long forNanos) -> new Request.Silence(tidied(why), forNanos);
            case Request.Acknowledge(long incident, String why) -> new Request.Acknowledge(incident, tidied(why));
            case Order _, Request.Unpin _, Request.Unsilence _, Request.Approve _ -> request;
        };
    }

    private static String tidied(String why) {
        String line = why.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= WHY_MAX ? line : line.substring(0, WHY_MAX) + "…";
    }

    private static Refusal refusal(Refusal.Code code, String key, Object... values) {
        return new Refusal(code, Reason.of(key, values));
    }
}
