package holdfast.evidence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes secrets out of text that is going to be kept or shown: values that are known to be secret wherever they stand, and what
/// looks like a secret by what stands before it or by its own shape. It rather takes out too much: evidence is for finding a cause,
/// and no cause was ever found in a password.
///
/// Every repetition in a pattern is bounded, so that no text, however made, takes longer than a multiple of its length.
///
/// Threading: any; immutable.
public final class Redaction {
    static final String MARK = "•••";

    /// Characters of the shortest value that is taken out wherever it stands: `dev` or `true` would tear every text to pieces.
    private static final int VALUE_LEAST = 6;

    /// What stands in the name of a setting that holds a secret.
    private static final String NAMES = "passw(?:or)?d|passphrase|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key"
            + "|encryption[_-]?key|signing[_-]?key|authorization|cookie|session[_-]?id|(?<![a-z])(?:pwd|pass|auth|key|dsn|sid|salt|signature)"
            + "(?![a-z])";

    private static final Pattern SECRET_NAME = Pattern.compile("(?i)" + NAMES);

    /// `name=value`, `name: value`, `"name": "value"`, in any prose.
    private static final Pattern SETTING = Pattern.compile("(?i)((?:" + NAMES + ")[\\w.-]{0,40}[\"']?\\s{0,3}[:=]\\s{0,3})"
            + "(?:\"[^\"\\n]{1,4096}\"?|'[^'\\n]{1,4096}'?|[^\\s,;&\"'<>)}\\]]{1,4096})");

    /// A header's value ends with its line: it may hold spaces.
    private static final Pattern HEADER =
            Pattern.compile("(?im)((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)([\"']?\\s{0,3}[:=]\\s{0,3})[^\\n]{1,4096}");

    /// `--password hunter2`, `-p` is left alone: it is a port as often as a password.
    private static final Pattern OPTION = Pattern.compile("(?i)((?<![\\w-])--?[\\w-]{0,40}?(?:" + NAMES + ")[\\w-]{0,40} )[^\\s-]\\S{0,4096}");

    private static final Pattern URL_PASSWORD = Pattern.compile("([a-zA-Z][\\w+.-]{1,20}://[^\\s/:@\"']{0,256}:)[^\\s/@\"']{1,1024}@");

    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic|digest|negotiate)( +)[A-Za-z0-9+/._~=-]{8,4096}");

    /// Secrets that tell themselves by their shape: JSON web tokens, and the keys of AWS, GitHub, GitLab, Slack, Stripe, Google,
    /// OpenAI, npm, SendGrid and Telegram as their issuers document them.
    private static final Pattern SHAPE = Pattern.compile("eyJ[\\w-]{8,2048}\\.[\\w-]{8,4096}\\.[\\w-]{0,2048}"
            + "|\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"
            + "|\\bgh[pousr]_\\w{20,255}|\\bgithub_pat_\\w{20,255}|\\bglpat-[\\w-]{20,64}"
            + "|\\bxox[abeoprs]-[\\w-]{10,255}"
            + "|\\b[spr]k_(?:live|test)_\\w{10,255}|\\bwhsec_\\w{10,255}"
            + "|\\bAIza[\\w-]{35}|\\bsk-[\\w-]{20,255}|\\bnpm_\\w{30,64}|\\bSG\\.[\\w-]{16,64}\\.[\\w-]{16,64}"
            + "|\\b\\d{8,10}:[A-Za-z0-9_-]{35}\\b");

    private static final Pattern KEY_BLOCK =
            Pattern.compile("(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[A-Za-z0-9+/=\\s:,-]{0,16384}?(-----END [A-Z ]{0,40}PRIVATE KEY-----|\\z)");

    private final List<String> values;

    private Redaction(Collection<String> values) {
        // Longest first, so that a secret which holds another one goes whole.
        this.values = values.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /// Knows no values, only what secrets look like.
    public static Redaction plain() {
        return new Redaction(List.of());
    }

    /// @param settings whose secret values are taken out wherever they stand; which are secret tells the name
    /// @param secrets likewise, without a name
    public static Redaction of(Collection<Map<String, String>> settings, Collection<String> secrets) {
        Set<String> values = new LinkedHashSet<>();
        secrets.forEach(secret -> add(secret, values));
        for (Map<String, String> some : settings) {
            some.forEach((name, value) -> {
                if (isSecretName(name)) {
                    add(value, values);
                }
                Matcher url = URL_PASSWORD.matcher(value);
                while (url.find()) {
                    add(url.group().substring(url.group(1).length(), url.group().length() - 1), values);
                }
            });
        }
        return new Redaction(values);
    }

    /// Whether a setting of this name holds something to be kept from view.
    public static boolean isSecretName(String name) {
        return SECRET_NAME.matcher(name).find() && !name.startsWith("HOLDFAST_");
    }

    /// The text without its secrets.
    public String clean(String text) {
        String clean = text;
        for (String value : values) {
            clean = clean.replace(value, MARK);
        }
        clean = KEY_BLOCK.matcher(clean).replaceAll("$1" + MARK + "$2");
        clean = URL_PASSWORD.matcher(clean).replaceAll("$1" + MARK + "@");
        clean = HEADER.matcher(clean).replaceAll("$1$2" + MARK);
        clean = SCHEME.matcher(clean).replaceAll("$1$2" + MARK);
        clean = SHAPE.matcher(clean).replaceAll(MARK);
        clean = SETTING.matcher(clean).replaceAll("$1" + MARK);
        return OPTION.matcher(clean).replaceAll("$1" + MARK);
    }

    /// Program and arguments in one piece. An argument may hold spaces, so each is looked at with the one before it.
    public String command(List<String> argv) {
        var clean = new ArrayList<String>();
        String before = "";
        for (String argument : argv) {
            boolean isValue = before.startsWith("-") && !before.contains("=") && isSecretName(before) && !argument.startsWith("-");
            clean.add(isValue ? MARK : clean(argument));
            before = argument;
        }
        return String.join(" ", clean);
    }

    /// `NAME=value` each, with the values of secret names left out.
    public String environment(List<String> variables) {
        var lines = new ArrayList<String>();
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            String name = equals < 0 ? variable : variable.substring(0, equals);
            lines.add(name + "=" + (isSecretName(name) ? MARK : clean(variable.substring(Math.min(variable.length(), equals + 1)))));
        }
        lines.sort(null);
        return String.join("\n", lines) + "\n";
    }

    private static void add(String value, Set<String> values) {
        if (value.length() >= VALUE_LEAST && !value.matches("true|false|[0-9]{1,8}|/.*")) {
            values.add(value);
        }
    }
}
