/**
 * The operator's port: metrics, health, a dashboard and actions, over HTTP, on a separate port and
 * thread. {@link prosa.server.admin.AdminServer} listens; it reads and changes the server through
 * an {@link prosa.server.admin.OperatedServer}.
 *
 * <p>Nothing here has access to a name, a text, a secret or an address of a member. Never imports
 * the door, rooms or connections.
 */
@NullMarked
package prosa.server.admin;

import org.jspecify.annotations.NullMarked;
