/**
 * What is seen: Swing components that show a {@link prosa.desktop.model.ChatModel} and hand actions
 * of the user to a {@link prosa.desktop.model.ChatController}.
 *
 * <p>The entry point is {@link prosa.desktop.view.ChatFrame}. Everything happens on Swing's event
 * thread. Swing reads a text that begins with {@code <html>} as a page; every component here that
 * may show what others wrote is one that does not, or is made by {@link
 * prosa.desktop.view.PlainTextComponents}. Must never import a client's internals, a socket or a
 * file.
 */
@NullMarked
package prosa.desktop.view;

import org.jspecify.annotations.NullMarked;
