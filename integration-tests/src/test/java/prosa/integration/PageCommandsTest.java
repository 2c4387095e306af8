package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.client.CommandName;
import prosa.messages.Language;
import prosa.messages.Messages;

/** The page and the other front ends have one list of commands, in the same order. */
final class PageCommandsTest {
  private static final Path PAGE =
      Path.of(System.getProperty("prosa.root", "..")).resolve("web/src/main/resources/prosa/web");
  private static final Pattern COMMAND =
      Pattern.compile("\\{ name: '(\\w+)', takes: '(\\w+)', aliases: \\[(.*?)] }");

  /** A command as the page has it. */
  private record Command(List<String> words, boolean needsArgument) {}

  private static List<Command> commandsIn(String file) throws IOException {
    Matcher found = COMMAND.matcher(Files.readString(PAGE.resolve(file)));
    List<Command> commands = new ArrayList<>();
    while (found.find()) {
      Stream<String> aliases =
          Pattern.compile("'([^']+)'").matcher(found.group(3)).results().map(one -> one.group(1));
      commands.add(
          new Command(
              Stream.concat(Stream.of(found.group(1)), aliases).toList(),
              !found.group(2).equals("nothing")));
    }
    return commands;
  }

  @Test
  void wordsAndOtherWordsAreTheSame() throws IOException {
    List<Command> page = commandsIn("commands.js");
    List<Command> encrypted = commandsIn("sealed-view.js");
    assertThat(encrypted).as("of encrypted tables").hasSize(3);
    int after = page.stream().map(one -> one.words().getFirst()).toList().indexOf("private") + 1;
    page.addAll(after, encrypted);

    assertThat(page)
        .isEqualTo(
            Stream.of(CommandName.values())
                .map(one -> new Command(one.words(), one.needsArgument()))
                .toList());
  }

  static List<Language> languages() {
    return Language.offered();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void helpShowsWhatFollowsACommandInEveryFrontEnd(Language language) throws IOException {
    Messages messages = Messages.in(language);
    for (CommandName command : CommandName.values()) {
      String takes = "takes." + command.word();
      assertThat(messages.keys().contains(takes)).as(takes).isEqualTo(command.needsArgument());
      if (command.needsArgument()) {
        String shown = "/" + command.word() + " " + messages.text(takes);
        assertThat(messages.text("helpTerminal")).contains(shown);
        assertThat(messages.text("helpWindow")).contains(shown);
      }
    }
    assertThat(Files.readString(PAGE.resolve("room-view.js")))
        .contains("synopsis(one.name, messages.takes)");
  }

  @Test
  void designLanguageListsThem() throws IOException {
    String text =
        Files.readString(
            Path.of(System.getProperty("prosa.root", "..")).resolve("docs/design-language.md"));
    assertThat(Stream.of(CommandName.values()).map(one -> "`/" + one.word() + "`"))
        .allSatisfy(word -> assertThat(text).contains(word));
  }
}
