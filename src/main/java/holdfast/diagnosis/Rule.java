package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import java.util.Optional;

/// One way in which a service can be in trouble. Pure and total: it answers for any signs, and only from what was seen.
interface Rule {
    Optional<Diagnosis> judge(Signs signs);
}
