package holdfast.sim;

/// One deliberate mistake in the core.
///
/// @param name what it breaks, in words
/// @param file below `src/main/java/holdfast`
/// @param text occurs exactly once in that file
/// @param mistake stands in its place
record Mutant(String name, String file, String text, String mistake) {}
