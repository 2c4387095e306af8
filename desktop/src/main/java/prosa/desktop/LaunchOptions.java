package prosa.desktop;

import java.util.Locale;
import java.util.Optional;

/**
 * What the window begins with.
 *
 * @param locale the user's language and way of writing times
 * @param user a name to fill the form in with, instead of the last one
 * @param version of the program, to be told
 * @param address an address, or an invitation's link, instead of the last one
 */
public record LaunchOptions(
    Locale locale, Optional<String> user, Optional<String> address, String version) {}
