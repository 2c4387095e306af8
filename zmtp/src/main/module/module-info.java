/** ZeroMQ's wire protocol, ZMTP 3.0 and 3.1, for both sides of a connection. */
module prosa.zmtp {
  requires static org.jspecify;
  requires org.bouncycastle.provider;
  requires transitive prosa.net;

  exports prosa.zmtp;
}
