/**
 * The desktop client: a window with one user at a table.
 *
 * <p>The entry point is {@link prosa.desktop.DesktopApp}. What the window shows is decided in
 * {@code model}, which knows no user interface; {@code view} draws it with Swing; {@code platform}
 * is the desktop around the window: its browser, its sounds, its notifications, its dark mode, and
 * the file in which the last name and address are kept. {@code model} knows neither of the others,
 * {@code platform} knows no {@code view}.
 *
 * <p>Everything of {@code model} and {@code view} happens on Swing's event thread, the client's
 * events too. It may look at {@code prosa.client}, {@code prosa.protocol}, Swing and FlatLaf, and
 * must never import the server, a socket or a logger. Nothing that is said, and nobody's name but
 * the user's own, is written to a disk.
 */
@NullMarked
package prosa.desktop;

import org.jspecify.annotations.NullMarked;
