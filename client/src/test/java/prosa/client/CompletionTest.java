package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.testing.Growth;

final class CompletionTest {
  private static final List<String> NAMES = List.of("Ana", "Bia da Silva", "Ânderson", "Zé 🎉");

  private static List<String> at(String line) {
    return Completion.at(line, line.length(), NAMES).stream().map(Completion::text).toList();
  }

  @Test
  void aSlashAtTheBeginningShowsAllCommandsAndLettersThoseThatBeginSo() {
    assertThat(at("/")).hasSize(CommandName.values().length).contains("/next", "/mute ");
    assertThat(at("/ne")).containsExactly("/next", "/newkey");
    assertThat(at("/NE")).as("as commands are, in any case").containsExactly("/next", "/newkey");
    assertThat(at("/next")).isEmpty();
    assertThat(at("\uff0f\uff4e\uff45")).as("full width").containsExactly("/next", "/newkey");
    assertThat(at(" /")).isEmpty();
    assertThat(at("either /")).isEmpty();
  }

  @Test
  void anAtShowsNamesThatBeginSoAndThenThoseWithSuchAWord() {
    assertThat(at("@")).containsExactly("@Ana ", "@Bia da Silva ", "@Ânderson ", "@Zé 🎉 ");
    assertThat(at("oi @b")).containsExactly("@Bia da Silva ");
    assertThat(at("oi @bia d")).containsExactly("@Bia da Silva ");
    assertThat(at("oi @sil")).containsExactly("@Bia da Silva ");
    assertThat(at("oi @x")).isEmpty();
    assertThat(at("oi @ana")).as("a whole name").isEmpty();
    assertThat(at("ana@b")).as("an address").isEmpty();
    assertThat(at("@Ana\nb")).as("another line").isEmpty();
    assertThat(Completion.at("oi @b, tudo", 5, NAMES))
        .containsExactly(new Completion(3, "@Bia da Silva "));
  }

  @Test
  void workGrowsWithTheLengthOfALineOnly() {
    Growth.isLinear("at", CompletionTest::at);
  }
}
