package holdfast.cli;

import holdfast.daemon.control.Card;
import holdfast.daemon.control.Picture;
import holdfast.model.ServiceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Who needs whom. Cards come in start order: what a service needs stands before it.
final class Needs {
    private Needs() {}

    /// What the service directly needs and is not good at the moment.
    static List<ServiceId> missing(List<Card> cards, Picture picture, ServiceId service) {
        return cards.stream()
                .filter(card -> card.id().equals(service))
                .flatMap(card -> card.needs().stream())
                .filter(need -> picture.service(need).filter(ServiceWords::isServing).isEmpty())
                .toList();
    }

    /// All that these need, directly or not, and themselves, in start order.
    static List<Card> withNeeds(List<Card> cards, Set<ServiceId> services) {
        var wanted = new HashSet<>(services);
        for (Card card : cards.reversed()) {
            if (wanted.contains(card.id())) {
                wanted.addAll(card.needs());
            }
        }
        return cards.stream().filter(card -> wanted.contains(card.id())).toList();
    }

    /// Those that need one of these, directly or not, and are not among them.
    static List<ServiceId> dependants(List<Card> cards, Set<ServiceId> services) {
        var hit = new HashSet<>(services);
        var found = new ArrayList<ServiceId>();
        for (Card card : cards) {
            if (!hit.contains(card.id()) && card.needs().stream().anyMatch(hit::contains)) {
                hit.add(card.id());
                found.add(card.id());
            }
        }
        return found;
    }
}
