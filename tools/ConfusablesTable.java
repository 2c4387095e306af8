import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the table of confusable characters, {@code confusables.txt}, from ICU4J's data: {@code java
 * -cp icu4j.jar tools/ConfusablesTable.java OUT}. The build does not need it; {@code
 * ConfusablesTest} compares the table with ICU4J and says when it has to be made anew.
 *
 * <p>The table: a line for each character that is not its own prototype (UTS #39, section 4): the
 * character and, directly after it, its prototype.
 */
final class ConfusablesTable {
  private ConfusablesTable() {}

  public static void main(String[] arguments) throws IOException {
    SpoofChecker checker = new SpoofChecker.Builder().build();
    Normalizer2 nfd = Normalizer2.getNFDInstance();
    StringBuilder table = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (Character.getType(c) == Character.SURROGATE || c == '\n') {
        continue;
      }
      String character = Character.toString(c);
      String prototype = checker.getSkeleton(character);
      if (nfd.normalize(character).equals(character)
          && !prototype.equals(character)
          && !prototype.isEmpty()) { // what is invisible is in no name
        table.append(character).append(prototype).append('\n');
      }
    }
    Files.writeString(Path.of(arguments[0]), table);
  }
}
