package holdfast.cli;

import holdfast.text.Texts;
import java.util.Collections;
import java.util.Enumeration;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// Lets picocli read its help from the same message bundle as everything else. It asks for `holdfast.status.usage.header`; here
/// that is the key `cli.help.status.usage.header`. Read only when help is printed.
final class HelpTexts extends ResourceBundle {
    static final String PREFIX = "cli.help.";

    private final Texts texts;

    HelpTexts(Texts texts) {
        this.texts = texts;
    }

    @Override
    protected @Nullable Object handleGetObject(String key) {
        if (!key.startsWith("holdfast.")) {
            return null;
        }
        try {
            // picocli puts its texts through String.format
            return texts.say(PREFIX + key.substring("holdfast.".length())).replace("%", "%%");
        } catch (MissingResourceException e) {
            return null; // picocli asks for many texts that a command may or may not have
        }
    }

    @Override
    public boolean containsKey(String key) {
        return handleGetObject(key) != null;
    }

    @Override
    public Enumeration<String> getKeys() {
        return Collections.emptyEnumeration();
    }
}
