/**
 * The terminal client, and the filter for pipelines: {@code prosa chat}. Beside them the view of a
 * server's tables: {@code prosa top}.
 *
 * <p>The entry point is {@link prosa.terminal.TerminalChat}. It runs one session, as a {@link
 * prosa.terminal.InteractiveChat} if a person is there and as a {@link prosa.terminal.PipeChat} in
 * a pipeline. What both say to people comes from {@link prosa.messages.Messages}.
 *
 * <p>The entry point of the view is {@link prosa.terminal.ServerTop}: it asks an operator's port
 * over HTTP, and draws what {@link prosa.terminal.TopScreen} computes.
 *
 * <p>It knows the client library, never the wire and never the server; and it writes nothing down.
 */
@NullMarked
package prosa.terminal;

import org.jspecify.annotations.NullMarked;
