package dev.fairway.local.stores;

/// A running store.
sealed interface Store extends AutoCloseable permits PostgresServer, RedisServer, AmqpBroker {
  /// Version and the settings that matter, as the running server itself reports them.
  String describe();

  @Override
  void close();
}
