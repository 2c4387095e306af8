package prosa.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why a member is to be moved away from a room: the short list that a vote gives the reason from.
 * The wire form is the name in lower case.
 */
public enum VoteReason {
  /** Insults or threats. */
  INSULTS,
  /** Advertising, or the same again and again. */
  SPAM,
  /** Unwanted sexual talk. */
  SEXUAL,
  /** Pretends to be somebody else. */
  IMPERSONATION,
  /** None of these, or one of a later version. */
  OTHER;

  private static final Map<String, VoteReason> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(VoteReason::code, Function.identity()));

  /** The wire form, for example {@code spam}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason with this wire form; empty when this version knows none. */
  public static Optional<VoteReason> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }
}
