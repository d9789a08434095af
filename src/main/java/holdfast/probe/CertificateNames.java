package holdfast.probe;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// For whom a certificate is: its subject alternative names (RFC 5280, 4.2.1.6). The common name counts only where there is none.
///
/// Threading: pure.
final class CertificateNames {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final int NAMES_SHOWN = 5;

    private CertificateNames() {}

    /// For sentences: the first few.
    static String shown(X509Certificate certificate) {
        List<String> names = of(certificate);
        String shown = String.join(", ", names.stream().limit(NAMES_SHOWN).toList());
        return names.size() > NAMES_SHOWN ? shown + ", …" : shown;
    }

    static List<String> of(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS)) {
                        names.add(String.valueOf(alternative.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            names.clear();
        }
        return names.isEmpty() ? List.of(common(certificate.getSubjectX500Principal().getName())) : List.copyOf(names);
    }

    /// Whether the certificate is for this name. A star stands for one label, the first (RFC 9525, 6.3).
    static boolean covers(X509Certificate certificate, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        String star = dot > 0 ? "*" + wanted.substring(dot) : wanted;
        return of(certificate).stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .anyMatch(each -> each.equals(wanted) || each.equals(star));
    }

    /// The common name out of a distinguished one, or all of it.
    static String common(String distinguished) {
        for (String part : distinguished.split(",", -1)) {
            if (part.startsWith("CN=")) {
                return Amounts.shortened(part.substring(3));
            }
        }
        return Amounts.shortened(distinguished);
    }
}
