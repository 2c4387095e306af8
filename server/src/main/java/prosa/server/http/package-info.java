/**
 * The chat over HTTP: {@link prosa.server.http.ChatHttpAcceptor} has the routes, and makes each
 * WebSocket a {@link prosa.server.http.WebSocketMemberConnection}, which is then a member's
 * connection like any other. HTTP and WebSocket themselves are in {@code prosa.websocket}.
 *
 * <p>Never imports rooms or placement: the {@link prosa.server.door.EnterHandler} handles new
 * connections.
 */
@NullMarked
package prosa.server.http;

import org.jspecify.annotations.NullMarked;
