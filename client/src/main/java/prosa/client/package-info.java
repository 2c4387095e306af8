/**
 * The Java client library: a member of a room that keeps its seat through network failures.
 *
 * <p>A {@link prosa.client.ChatClient} is one session, from the first connection attempt to the
 * end. It is told where to go and as whom ({@link prosa.client.ConnectOptions}), tells everything
 * that happens as {@link prosa.client.ChatEvent}s, and is spoken through. Only {@link
 * prosa.client.ChatClient#awaitEnd} waits for anything. A bot that answers:
 *
 * <pre>{@code
 * ChatClient.enter(ConnectOptions.to("chat.example.org", "Echo"), (client, event) -> {
 *   if (event instanceof ChatEvent.Said(var said) && !said.mine()) client.say(said.text());
 * }).awaitEnd();
 * }</pre>
 *
 * <p>More of them, whole programs: <a href="doc-files/recipes.html">recipes</a>, which answer, obey
 * commands, and bridge to a file or to IRC. {@link prosa.client.ChatInput#of} understands a line as
 * the front ends do.
 *
 * <p>A window has the events told on its own thread, and draws {@link
 * prosa.client.ChatClient#room}:
 *
 * <pre>{@code
 * ChatClient.enter(options, SwingUtilities::invokeLater, (client, event) -> model.apply(event));
 * }</pre>
 *
 * <p>What it takes care of: reconnecting with growing, random waits; resuming the same seat and
 * telling how much was missed; sending what was written meanwhile, each text once, no faster than
 * the server accepts it; knowing who is in the room, typing, who is muted. It speaks the direct
 * protocol of {@code docs/protocol.md} to a Prosa server. An original server, which announces
 * itself as REP, is recognised and spoken to as its own clients do.
 *
 * <p>What comes from others is as they wrote it: a name or a text may hold control characters and
 * marks that change the direction of text. {@link prosa.protocol.Sanitizer} makes them fit to be
 * shown.
 *
 * <p>It may use {@code prosa.zmtp}, {@code prosa.protocol} and Netty, and must never import a user
 * interface or the server. It writes nothing to a disk and logs nothing.
 */
@NullMarked
package prosa.client;

import org.jspecify.annotations.NullMarked;
