package prosa.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Holds that the work of a function grows with the length of its text, and not with its square, for
 * texts that were made to be expensive.
 *
 * <p>Functions that make something of what they have read are judged by the bytes that they
 * allocate for four times the text: about four times as many, or sixteen times if they go over it
 * again and again. Functions that only read cannot be judged by that: unless they take no time at
 * all for a short text, they get one of 2^16 characters, for which they need milliseconds, or more
 * than {@link #LIMIT} of processor time if they go over it again for each of its characters.
 */
public final class Growth {
  private static final int SMALL = 1 << 11;
  private static final int LARGE = 4 * SMALL;
  private static final int HUGE = 1 << 16;

  /** A buffer that doubles may have just fitted the small text, and not the large one. */
  private static final int MOST = 9;

  /** What is allocated once, whatever the text is. */
  private static final long ONCE = 256 * 1024;

  /** 4 * 10^9 steps take more than that; nothing that is linear takes so long. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /**
   * What takes less for {@link #LARGE} characters takes less than {@link #LIMIT} for {@link #HUGE},
   * which is eight times as long, even if it grows with the cube of that.
   */
  private static final Duration SHORT = LIMIT.dividedBy(8 * 8 * 8);

  /** What a machine that does much else may need for that. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

  private static final int LOOK_AGAIN_MILLIS = 100;

  /** What such texts are made of: what begins, ends, hides or joins something for some function. */
  private static final List<String> PIECES =
      List.of(
          "a",
          " ",
          "a ",
          "\n",
          "a\n",
          "/",
          "//",
          "/a ",
          "\\",
          "@",
          "@Ana",
          "@Ana ",
          "@A\u0301",
          "://",
          "a://",
          "www.",
          "w.",
          ".",
          "https://a/",
          "https://a/)",
          "https://a@",
          ")",
          "(",
          "()",
          "](",
          "*",
          "_",
          "\"",
          "%2Fr%2F",
          "%",
          "%41",
          "[::",
          "1:",
          "-",
          "#",
          "\u200b",
          "\u200d",
          "\u202e",
          "\u3164",
          "\u0301",
          "e\u0301",
          "\u05d0",
          "\u05d0a",
          "\u0627\u200c",
          "漢",
          "漢。",
          "\ud83d\udc4d",
          "\ud83d\udc4d\ud83c\udffd",
          "\ud83d\udc69\u200d",
          "\ud83c\uddea",
          "\ud83c\udff4\udb40\udc67",
          "\u20e3",
          "\ud800",
          "\udc00",
          "\u0000",
          "ab cde  ",
          "ﷺ",
          "\u1160");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Growth() {}

  /**
   * Fails if the work of the function grows faster than its text.
   *
   * @param what its name
   */
  public static void isLinear(String what, Consumer<String> function) {
    isLinear(what, List.of("", "https://a/", "/me "), function);
  }

  /**
   * The same with other beginnings.
   *
   * @param beginnings what stands once before the pieces
   */
  public static void isLinear(String what, List<String> beginnings, Consumer<String> function) {
    for (String beginning : beginnings) {
      for (String piece : PIECES) {
        Case one = new Case(what, beginning, piece, function);
        one.allocated(SMALL); // what is loaded and compiled first is not counted
        long small = one.allocated(SMALL);
        long began = THREADS.getCurrentThreadCpuTime();
        long large = one.allocated(LARGE);
        long took = THREADS.getCurrentThreadCpuTime() - began;
        if (large > MOST * small + ONCE) {
          throw new AssertionError(
              "%s allocates %d bytes for %d characters, and %d for %d: \"%s\" and many \"%s\""
                  .formatted(what, small, SMALL, large, LARGE, beginning, piece));
        }
        if (beginning.isEmpty() && took > SHORT.toNanos()) {
          one.endsFor(HUGE);
        }
      }
    }
  }

  private record Case(String what, String beginning, String piece, Consumer<String> function) {
    String text(int length) {
      return beginning + piece.repeat(length / piece.length());
    }

    long allocated(int length) {
      String text = text(length);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      function.accept(text);
      return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    void endsFor(int length) {
      String text = text(length);
      CompletableFuture<Void> done = new CompletableFuture<>();
      Thread worker =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      function.accept(text);
                      done.complete(null);
                    } catch (Throwable e) {
                      done.completeExceptionally(e);
                    }
                  });
      long began = System.nanoTime();
      while (true) {
        try {
          done.get(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
          return;
        } catch (TimeoutException e) {
          if (THREADS.getThreadCpuTime(worker.threadId()) > LIMIT.toNanos()
              || System.nanoTime() - began > LONGEST_WAIT.toNanos()) {
            throw new AssertionError(
                "%s does not end for %d characters: \"%s\" and many \"%s\""
                    .formatted(what, length, beginning, piece),
                e);
          }
        } catch (ExecutionException e) {
          throw new AssertionError(what + " fails: " + beginning + piece, e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new AssertionError(e);
        }
      }
    }
  }
}
