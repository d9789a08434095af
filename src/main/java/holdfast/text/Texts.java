package holdfast.text;

import holdfast.model.Reason;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;

/// Puts reasons into words. Patterns follow [MessageFormat]: `{0}` is the first value, and an apostrophe is written twice.
/// Values are put in as they are, never formatted: whoever made the reason chose the unit.
///
/// Threading: any.
public final class Texts {
    private final Locale locale;
    private final Map<String, ResourceBundle> bundles = new ConcurrentHashMap<>();

    public Texts(Locale locale) {
        this.locale = locale;
    }

    /// English, whatever the machine speaks: for tests and for files that other programs read.
    public static Texts english() {
        return new Texts(Locale.ROOT);
    }

    public Locale locale() {
        return locale;
    }

    /// The sentence for a reason.
    ///
    /// @throws MissingResourceException when no bundle has the key: a bug, found by the test that reads every key in the source
    public String say(Reason reason) {
        return say(reason.key(), reason.values().toArray());
    }

    /// The sentence for a key. Values are shown by their `toString`; a [Reason] among them is put into words first.
    public String say(String key, Object... values) {
        int dot = key.indexOf('.');
        if (dot < 1) {
            throw new IllegalArgumentException("a message key begins with its room: " + key);
        }
        Object[] words = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            words[i] = values[i] instanceof Reason inner ? say(inner) : String.valueOf(values[i]);
        }
        return new MessageFormat(bundle(key.substring(0, dot)).getString(key), locale).format(words);
    }

    private ResourceBundle bundle(String room) {
        return bundles.computeIfAbsent(room, name -> ResourceBundle.getBundle(
                "holdfast." + name + ".messages",
                locale,
                Texts.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)));
    }
}
