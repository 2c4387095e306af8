package prosa.terminal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import prosa.client.CommandName;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.Visible;

/**
 * Completes commands at the beginning of a line, and names anywhere. A line is words between single
 * spaces, and nothing in it is special: whatever is typed may be said.
 */
final class InputCompleter implements Completer, Parser {
  private final Supplier<Optional<RoomSnapshot>> table;

  InputCompleter(Supplier<Optional<RoomSnapshot>> table) {
    this.table = table;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    if (line.wordIndex() == 0 && line.word().startsWith("/")) {
      Arrays.stream(CommandName.values())
          .map(name -> new Candidate("/" + name.word()))
          .forEach(candidates::add);
      return;
    }
    String begun = line.word().substring(0, line.wordCursor()).toLowerCase(Locale.ROOT);
    table
        .get()
        .ifPresent(
            seen ->
                seen.members().stream()
                    .map(MemberInfo::name)
                    .map(Visible::line)
                    .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(begun))
                    .map(Candidate::new)
                    .forEach(candidates::add));
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    int from = line.lastIndexOf(' ', Math.max(0, cursor - 1)) + 1;
    if (from > cursor) {
      from = cursor;
    }
    int next = line.indexOf(' ', cursor);
    String word = line.substring(from, next < 0 ? line.length() : next);
    String before = line.substring(0, from).strip();
    int index = before.isEmpty() ? 0 : before.split(" +").length;
    return new Line(line, cursor, word, cursor - from, index);
  }

  private record Line(String line, int cursor, String word, int wordCursor, int wordIndex)
      implements CompletingParsedLine {
    @Override
    public List<String> words() {
      return List.of(line.split(" ", -1));
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor;
    }

    @Override
    public int rawWordLength() {
      return word.length();
    }
  }
}
