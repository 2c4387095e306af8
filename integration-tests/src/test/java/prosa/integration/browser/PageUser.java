package prosa.integration.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A user of the page: sees it, types, clicks. Errors of the page are recorded. */
final class PageUser implements AutoCloseable {
  private static final double FIRST_PAUSE_MILLIS = 20;
  private static final double LONGEST_PAUSE_MILLIS = 150;

  private final Page page;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  PageUser(Page page) {
    this.page = page;
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          boolean network = message.text().contains("WebSocket connection to");
          if (message.type().equals("error") && !network) {
            complaints.add(message.text());
          }
        });
  }

  Page page() {
    return page;
  }

  /** Writes a name and presses Enter; returns when seated. */
  PageUser sitDown(String name) {
    page.fill("#name", name);
    page.press("#name", "Enter");
    isSeated();
    return this;
  }

  void isSeated() {
    holds(
        "seated",
        () -> page.locator("#room").isVisible() && page.locator("#link-state").isHidden());
  }

  void say(String text) {
    page.fill("#say", text);
    page.press("#say", "Enter");
  }

  /** All bubbles, from the first to the last. */
  List<String> bubbles() {
    return page.locator("#log .said:visible .bubble").allTextContents();
  }

  void hears(String text) {
    holds("a browser hears: " + text, () -> bubbles().contains(text));
  }

  /** The lines about what happened. */
  List<String> events() {
    return page.locator("#log .event").allTextContents();
  }

  void isTold(String part) {
    holds(
        "a browser is told: " + part,
        () -> events().stream().anyMatch(line -> line.contains(part)));
  }

  /** A card with this text comes up. */
  Locator card(String part) {
    Locator card =
        page.locator("#notices .card").filter(new Locator.FilterOptions().setHasText(part));
    card.waitFor();
    return card;
  }

  /** Nothing of a kind is shown any more. */
  void isGone(String selector) {
    page.locator(selector)
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
  }

  /** The names at the table, clockwise from place 1. */
  List<String> table() {
    return page.locator("#seats .seat .tag").allTextContents();
  }

  void seesAtTheTable(String... names) {
    holds(
        "a browser sees at the table: " + List.of(names),
        () -> List.copyOf(table()).equals(List.of(names)));
  }

  String room() {
    return page.locator("#room-name").textContent();
  }

  String title() {
    return page.title();
  }

  /** Clicks on what has this text or label. */
  void presses(String label) {
    page.locator("button:visible")
        .filter(new Locator.FilterOptions().setHasText(label))
        .first()
        .click();
  }

  /** Waits, while the page goes on; looks the more seldom the longer it takes, for a look costs. */
  void holds(String what, java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + 40_000_000_000L;
    double pause = FIRST_PAUSE_MILLIS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "waited in vain: " + what + "; the page shows " + page.innerText("body"));
      }
      page.waitForTimeout(pause); // Playwright hears of events only while it waits
      pause = Math.min(LONGEST_PAUSE_MILLIS, 1.5 * pause);
    }
  }

  /** What the page complained of: errors, and violations of its policy. */
  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    try {
      page.context().close();
    } catch (PlaywrightException e) {
      throw new AssertionError("the browser was gone before its friend", e);
    }
  }
}
