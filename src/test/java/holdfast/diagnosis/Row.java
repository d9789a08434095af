package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Remedy;
import holdfast.text.Texts;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// One line of a table: a sick service, and what must be said of it.
record Row(String name, Sick sick, Blame blame, Confidence confidence, Advice advice, Optional<Remedy> remedy, String sentence) {
    Row(String name, Sick sick, Blame blame, Confidence confidence, Advice advice, String sentence) {
        this(name, sick, blame, confidence, advice, Optional.empty(), sentence);
    }

    /// One that has a remedy.
    Row(String name, Sick sick, Blame blame, Confidence confidence, Remedy remedy, String sentence) {
        this(name, sick, blame, confidence, Advice.REPAIR, Optional.of(remedy), sentence);
    }

    DynamicTest test() {
        return DynamicTest.dynamicTest(name, () -> {
            Diagnosis made = Diagnosing.diagnose(sick.symptoms());

            assertEquals(sentence, Texts.english().say(made.reason()));
            assertEquals(blame, made.blame());
            assertEquals(confidence, made.confidence());
            assertEquals(advice, made.advice());
            assertEquals(remedy, made.remedy());
        });
    }
}
