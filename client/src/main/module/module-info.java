/** The client library: a session at a server, as events. */
module prosa.client {
  requires static org.jspecify;
  requires prosa.net;
  requires transitive prosa.protocol;
  requires transitive prosa.zmtp;

  exports prosa.client;
}
