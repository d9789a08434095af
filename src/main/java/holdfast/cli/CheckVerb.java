package holdfast.cli;

final class CheckVerb implements Verb {
    CheckVerb(Configured configured) {}

    @Override
    public Exit run(Here here) {
        return Exit.BAD;
    }
}
