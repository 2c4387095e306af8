package prosa.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The code of an encrypted room, which its members compare aloud: six numbers of 0 to 63. Whoever
 * has the same secret has the same code. Each number stands for a picture and, in each language,
 * for a word: {@code safetyWords} of the catalogue, in the same order.
 */
public record SafetyCode(List<Integer> numbers) {
  /** How many numbers there are. */
  public static final int LENGTH = 6;

  /** How many pictures and words there are. */
  public static final int WORDS = 64;

  private static final List<String> EMOJI =
      List.of(
          ("🐶 🐱 🐴 🐷 🐮 🐘 🐰 🐻 🐸 🐔 🐟 🐢 🦋 🐝 🌻 🌳 🌵 🍄 🌙 ⭐ 🌞 ☁️ 🔥 🌈 🍎 🍌 🍓 🌽 🍞 🧀 🥚 🍇 ⚽ 🎸"
                  + " 🎺 🥁 🔔 🎩 👓 👢 🧦 ☂️ 🔑 🔨 ✂️ 📎 ✏️ 📖 🕯️ 💡 ⏰ ☎️ 🎁 🎈 🏠 🚪 🪑 🚲 🚂 ✈️ 🚀"
                  + " ⚓ 🏆 🐍")
              .split(" "));

  /** Keeps its own copy. */
  public SafetyCode {
    numbers = List.copyOf(numbers);
    if (numbers.size() != LENGTH || numbers.stream().anyMatch(n -> n < 0 || n >= WORDS)) {
      throw new IllegalArgumentException("A code has six numbers of 0 to 63");
    }
  }

  static SafetyCode of(int[] numbers) {
    return new SafetyCode(Arrays.stream(numbers).boxed().toList());
  }

  /** The six pictures. */
  public List<String> emoji() {
    return numbers.stream().map(EMOJI::get).toList();
  }

  /**
   * The six words.
   *
   * @param words the 64 words of a language, with a space between two
   */
  public List<String> words(String words) {
    List<String> all = List.of(words.split(" "));
    return numbers.stream().map(all::get).toList();
  }

  /**
   * Each picture with its word, as it is shown.
   *
   * @param words the 64 words of a language, with a space between two
   */
  public String shown(String words) {
    List<String> pictures = emoji();
    List<String> named = words(words);
    List<String> both = new ArrayList<>();
    for (int i = 0; i < LENGTH; i++) {
      both.add(pictures.get(i) + "\u00a0" + named.get(i)); // no row ends between them
    }
    return String.join("  ", both);
  }
}
