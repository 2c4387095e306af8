/** What is said, as records and their JSON; names; what may be shown. */
module prosa.protocol {
  requires static org.jspecify;
  requires tools.jackson.core;

  exports prosa.protocol;
}
