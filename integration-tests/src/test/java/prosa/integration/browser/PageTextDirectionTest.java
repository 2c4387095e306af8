package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import prosa.testing.TextExamples;
import prosa.testing.TextExamples.Example;

/** Each paragraph and each field of the page runs in the direction of its own first letter. */
final class PageTextDirectionTest extends PageTestCase {
  /** Wider than any example, so that a paragraph has room on one side. */
  private static final String WIDEST = "a line that is wider than all examples of a direction";

  /** The side where each paragraph of the last bubble begins; empty for one without letters. */
  private static final String SIDES =
      """
      () => {
        const bubble = [...document.querySelectorAll('#log .said .bubble')].at(-1);
        const walk = document.createTreeWalker(bubble, NodeFilter.SHOW_TEXT);
        const sides = [], all = bubble.getBoundingClientRect();
        let lefts = [], rights = [];
        const end = () => {
          const left = Math.min(...lefts) - all.left, right = all.right - Math.max(...rights);
          sides.push(lefts.length === 0 ? '' : left > right ? 'rtl' : 'ltr');
          lefts = []; rights = [];
        };
        while (walk.nextNode()) {
          const text = walk.currentNode;
          for (let i = 0; i < text.data.length; i++) {
            if (text.data[i] === '\\n') { end(); continue; }
            const range = document.createRange();
            range.setStart(text, i); range.setEnd(text, i + 1);
            const box = range.getBoundingClientRect();
            if (box.width > 0) { lefts.push(box.left); rights.push(box.right); }
          }
        }
        end();
        return sides.join();
      }
      """;

  @Test
  void eachParagraphBeginsOnItsOwnSide() {
    List<Example> examples = TextExamples.of("direction");
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      String lines = examples.stream().map(Example::input).collect(Collectors.joining("\n"));
      ana.say(WIDEST + "\n" + lines + "\n" + WIDEST);
      ana.holds("one bubble", () -> ana.bubbles().size() == 1);
      assertThat(ana.page().evaluate(SIDES))
          .isEqualTo(
              examples.stream()
                  .map(example -> example.input().isEmpty() ? "" : example.expected())
                  .collect(Collectors.joining(",", "ltr,", ",ltr")));
      for (Example example : examples) {
        ana.page().fill("#say", example.input());
        assertThat(ana.page().evaluate("document.querySelector('#say').matches(':dir(rtl)')"))
            .as("a draft: %s", example)
            .isEqualTo(example.expected().equals("rtl"));
      }
    }
    try (PageUser ana = chromium.open(host.url())) {
      for (Example example : examples) {
        ana.page().fill("#name", example.input());
        assertThat(ana.page().evaluate("document.querySelector('#name').matches(':dir(rtl)')"))
            .as("a name: %s", example)
            .isEqualTo(example.expected().equals("rtl"));
      }
    }
  }

  @Test
  void marksOfDirectionAreNotSeen() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      for (String mark : List.of("\u200e", "\u200f", "\u061c", "")) {
        ana.say("ab" + mark + "cd");
      }
      ana.holds("four bubbles", () -> ana.bubbles().size() == 4);
      assertThat(ana.bubbles().getFirst()).isEqualTo("ab\u200ecd");
      Object widths =
          ana.page()
              .evaluate(
                  "new Set([...document.querySelectorAll('#log .said .bubble')].map(bubble => {"
                      + "const range = document.createRange(); range.selectNodeContents(bubble);"
                      + "return Math.round(range.getBoundingClientRect().width)})).size");
      assertThat(widths).as("widths of a text with and without a mark").isEqualTo(1);
    }
  }
}
