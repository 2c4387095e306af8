/**
 * The desktop around the window: its browser, sounds, notifications and dark mode, and the file in
 * which the last name and address are kept.
 *
 * <p>The entry point is {@link prosa.desktop.platform.DesktopServices}. Slow tasks run on the
 * thread {@code desktop-services}, so they never block the window. Failures are ignored silently:
 * an error about a sound would help nobody. Must never import {@code view} or the client.
 */
@NullMarked
package prosa.desktop.platform;

import org.jspecify.annotations.NullMarked;
