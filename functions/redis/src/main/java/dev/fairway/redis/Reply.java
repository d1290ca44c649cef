package dev.fairway.redis;

import io.vertx.redis.client.Response;

/// A script's reply: a word that says what it is, then values.
record Reply(Response response) {
  String kind() {
    return text(0);
  }

  int size() {
    return response.size();
  }

  String text(int index) {
    return response.get(index).toString();
  }

  int count(int index) {
    return Integer.parseInt(text(index));
  }

  long number(int index) {
    return Long.parseLong(text(index));
  }
}
