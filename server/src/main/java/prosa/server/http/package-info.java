/**
 * The chat over HTTP: {@link prosa.server.http.ChatHttpAcceptor} has the routes, and makes each
 * WebSocket a {@link prosa.server.http.WebSocketMemberConnection}, which from there on is a
 * member's line as any other. HTTP and WebSocket themselves are {@code prosa.websocket}'s.
 *
 * <p>Never imports rooms or placement: what becomes of a line is for the {@link
 * prosa.server.door.EnterHandler}.
 */
@NullMarked
package prosa.server.http;

import org.jspecify.annotations.NullMarked;
