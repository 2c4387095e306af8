/**
 * What the window shows, and actions of the user there, without a display.
 *
 * <p>{@link prosa.desktop.model.ChatModel} is told what happens and knows what is shown; {@link
 * prosa.desktop.model.ChatController} executes the user's actions. Everything is called on one
 * thread, and time comes in as an {@link java.time.InstantSource}. Must never import Swing, AWT,
 * {@code view} or {@code platform}.
 */
@NullMarked
package prosa.desktop.model;

import org.jspecify.annotations.NullMarked;
