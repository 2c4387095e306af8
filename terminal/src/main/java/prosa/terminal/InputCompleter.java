package prosa.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.impl.CompletionMatcherImpl;
import prosa.client.ChatInput;
import prosa.client.CommandName;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.protocol.Names;

/**
 * Completes commands at the beginning of a line, and names anywhere: whole names with the spaces in
 * them, also after {@code @}; those of muted members after {@code /unmute}. A name at the beginning
 * of a line is followed by a colon, for it is addressed. Nothing in a line is special otherwise:
 * whatever is typed may be said.
 */
final class InputCompleter implements Completer, Parser {
  /** A name may be spelt in so many times its length: with marks of their own, and spaces. */
  private static final int SPELT = 4;

  private final Supplier<RoomState> room;

  InputCompleter(Supplier<RoomState> room) {
    this.room = room;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String begun = line.word().substring(0, line.wordCursor());
    int from = line.cursor() - line.wordCursor();
    boolean command = from == 0 && !begun.isEmpty() && ChatInput.isSlash(begun.charAt(0));
    if (command) {
      Arrays.stream(CommandName.values())
          .map(name -> new Candidate("/" + name.word()))
          .forEach(candidates::add);
      return;
    }
    String suffix = from == 0 ? ":" : "";
    names(line.line())
        .filter(name -> startsWith(name, begun))
        .map(
            name ->
                new Candidate(
                    name + suffix, OutputKind.TERMINAL.name(name), null, null, null, null, true))
        .forEach(candidates::add);
  }

  private Stream<String> names(String line) {
    List<MemberInfo> members =
        isUnmute(line)
            ? room.get().muted()
            : room.get().snapshot().map(RoomSnapshot::members).orElse(List.of());
    return members.stream().map(MemberInfo::shownName);
  }

  private static boolean isUnmute(String line) {
    return switch (ChatInput.of(line)) {
      case ChatInput.Command(CommandName name, String _) -> name == CommandName.UNMUTE;
      case ChatInput.MissingArgument(CommandName name, String _) -> name == CommandName.UNMUTE;
      case ChatInput.Say _,
          ChatInput.SurplusArgument _,
          ChatInput.UnknownCommand _,
          ChatInput.Nothing _ ->
          false;
    };
  }

  private static boolean startsWith(String name, String begun) {
    String wanted = Names.folded(begun) + (begun.endsWith(" ") && !begun.isBlank() ? " " : "");
    return Names.folded(name).startsWith(wanted);
  }

  /** What JLine takes for completions of a word: also names in another spelling of it. */
  static final class Matcher extends CompletionMatcherImpl {
    @Override
    protected void defaultMatchers(
        Map<LineReader.Option, Boolean> options,
        boolean prefix,
        CompletingParsedLine line,
        boolean caseInsensitive,
        int errors,
        String originalGroupName) {
      super.defaultMatchers(options, prefix, line, caseInsensitive, errors, originalGroupName);
      String begun = prefix ? line.word().substring(0, line.wordCursor()) : line.word();
      List<Function<Map<String, List<Candidate>>, Map<String, List<Candidate>>>> all =
          new ArrayList<>(matchers);
      all.addFirst(simpleMatcher(value -> startsWith(value, begun)));
      matchers = all;
    }
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    int from = wordStart(line, cursor);
    int next = line.indexOf(' ', cursor);
    String word = line.substring(from, next < 0 ? line.length() : next);
    String before = line.substring(0, from).strip();
    int index = before.isEmpty() ? 0 : before.split(" +").length;
    return new Line(line, cursor, word, cursor - from, index);
  }

  /** Where the name that is being typed begins: it may have spaces; or the word, if it is none. */
  private int wordStart(String line, int cursor) {
    int lastWord = line.lastIndexOf(' ', Math.max(0, cursor - 1)) + 1;
    List<String> names = names(line).toList();
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    for (int start = Math.max(0, cursor - SPELT * longest); start < cursor; start++) {
      boolean boundary =
          line.charAt(start) != ' '
              && (start == 0 || line.charAt(start - 1) == ' ' || line.charAt(start - 1) == '@');
      String begun = line.substring(start, cursor);
      if (boundary && names.stream().anyMatch(name -> startsWith(name, begun))) {
        return start;
      }
    }
    return Math.min(lastWord, cursor);
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
