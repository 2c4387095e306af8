/**
 * What the window shows, and what the person does there, without a display.
 *
 * <p>{@link prosa.desktop.model.ChatModel} is told what happens and knows what is to be seen;
 * {@link prosa.desktop.model.ChatController} is the person's side. Everything is called on one
 * thread, and time comes in as an {@link java.time.InstantSource}. Must never import Swing, AWT,
 * {@code view} or {@code platform}.
 */
@NullMarked
package prosa.desktop.model;

import org.jspecify.annotations.NullMarked;
