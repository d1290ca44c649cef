package dev.fairway.amqp;

import java.net.URI;

/// Where the broker is, and who we are there.
///
/// @param tls whether the scheme is `amqps`
record BrokerUri(String host, int port, boolean tls, String user, String password) {

  /// @throws IllegalArgumentException if the text is not `amqp[s]://user:password@host[:port]`
  static BrokerUri parse(String text) {
    URI uri = URI.create(text);
    boolean tls = "amqps".equals(uri.getScheme());
    String[] account = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    if (!(tls || "amqp".equals(uri.getScheme())) || uri.getHost() == null || account.length != 2)
      throw new IllegalArgumentException(
          "fairway.amqp must be amqp://user:password@host:port, or amqps");
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 5671 : 5672;
    return new BrokerUri(uri.getHost(), port, tls, account[0], account[1]);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
