package holdfast.model;

import java.util.List;

/// A sentence for people, before it is put into words: a key of the message bundle of its room (`probe.http.timeout`) and the
/// values it is about. The room that writes the sentence down is `text`; nobody else holds prose.
///
/// The key is stable: journal, JSON output and tests rely on it.
public record Reason(String key, List<String> values) {
    public Reason {
        values = List.copyOf(values);
    }

    public static Reason of(String key, Object... values) {
        return new Reason(key, List.of(values).stream().map(String::valueOf).toList());
    }
}
