/**
 * The desktop around the window: its browser, sounds, notifications and dark mode, and the file in
 * which the last name and address are kept.
 *
 * <p>The entry point is {@link prosa.desktop.platform.DesktopServices}. What may take long is done
 * by the thread {@code errands}, so that nothing of it ever stops the window; what cannot be done
 * is left undone in silence, for nobody is helped by an error about a sound. Must never import
 * {@code view} or the client.
 */
@NullMarked
package prosa.desktop.platform;

import org.jspecify.annotations.NullMarked;
