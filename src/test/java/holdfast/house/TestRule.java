package holdfast.house;

import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;

/// Tests wait for an event with a deadline; they never sleep and hope.
final class TestRule {
    private TestRule() {}

    static List<String> violations(List<SourceFile> tests) {
        var found = new ArrayList<String>();
        var scanner = new TreeScanner<Void, SourceFile>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, SourceFile source) {
                if (call.getMethodSelect() instanceof MemberSelectTree select && select.getIdentifier().contentEquals("sleep")) {
                    found.add(source.place(call) + " sleeps; wait for an event with a deadline");
                }
                return super.visitMethodInvocation(call, source);
            }
        };
        tests.forEach(source -> scanner.scan(source.unit(), source));
        return found;
    }
}
