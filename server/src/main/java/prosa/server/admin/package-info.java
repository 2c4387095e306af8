/**
 * The operator's port: metrics, health, a dashboard and actions, over HTTP, on a port and a thread
 * of its own. {@link prosa.server.admin.AdminServer} listens; what it tells and does is asked of an
 * {@link prosa.server.admin.OperatedServer}.
 *
 * <p>Nothing here knows a name, a text, a secret or an address of a member, so none can be told.
 * Never imports the door, rooms or connections.
 */
@NullMarked
package prosa.server.admin;

import org.jspecify.annotations.NullMarked;
