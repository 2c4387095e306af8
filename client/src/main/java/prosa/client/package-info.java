/**
 * The Java client library: somebody who sits at a table, and stays there when the network does not.
 *
 * <p>A {@link prosa.client.ChatClient} is one visit, from the first dialling to the last word. It
 * is told where to go and as whom ({@link prosa.client.ConnectOptions}), tells everything that
 * happens as {@link prosa.client.ChatEvent}s, and is spoken through. None of its methods waits for
 * anything, so a window may call them from its own thread:
 *
 * <pre>{@code
 * ServerAddress server = ServerAddress.parse("chat.example.org").orElseThrow();
 * ChatClient client =
 *     ChatClient.enter(
 *         ConnectOptions.to(server, "Ana"),
 *         SwingUtilities::invokeLater, // where events are told; any Executor will do
 *         event -> {
 *           switch (event) {
 *             case ChatEvent.Seated(RoomSnapshot table, JoinKind how) -> showTable(table);
 *             case ChatEvent.Said(Message message) -> show(message.name(), message.text());
 *             case ChatEvent.Lost lost -> showState("The connection is lost; trying again…");
 *             case ChatEvent.Unreachable(ServerAddress at, ConnectError why) ->
 *                 showState("Nobody answers at " + at + "; still trying…");
 *             case ChatEvent.Ended ended -> closeWindow();
 *             default -> {} // or none, and let the compiler name what is not handled
 *           }
 *         });
 * client.say("oi"); // may come before the seat: it waits, and is said once there is one
 * client.close(); // gives the seat up; the others hear that Ana left
 * }</pre>
 *
 * <p>What it takes care of: dialling again with growing, random waits; coming back to the same seat
 * and being told how much went by; saying what was typed meanwhile, each text once, no faster than
 * the server takes it; knowing who is at the table. It speaks the direct protocol of {@code
 * docs/protocol.md} to a Prosa server. An original server, which announces itself as REP, is
 * recognised and spoken to as its own clients do.
 *
 * <p>What comes from others is as they wrote it: a name or a text may hold control characters and
 * marks that turn the writing about. {@link prosa.client.Visible} makes them fit to be shown.
 *
 * <p>It may look at {@code prosa.zmtp}, {@code prosa.protocol} and Netty, and must never import a
 * user interface or the server. It writes nothing to a disk and logs nothing.
 */
@NullMarked
package prosa.client;

import org.jspecify.annotations.NullMarked;
