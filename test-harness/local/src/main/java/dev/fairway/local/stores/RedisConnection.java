package dev.fairway.local.stores;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/// The few commands the launcher itself sends to Redis, over a plain socket. Source: redis.io,
/// "Redis serialization protocol specification", version 2.
final class RedisConnection implements AutoCloseable {
  private static final int TIMEOUT_MS = 5_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RedisConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  static RedisConnection open(int port, String user, String password) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      var connection = new RedisConnection(socket);
      connection.call("AUTH", user, password);
      return connection;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// @return the answer as text; an array's items joined by line ends
  /// @throws IOException also when Redis answers with an error
  String call(String... command) throws IOException {
    var request = new StringBuilder("*" + command.length + "\r\n");
    for (String argument : command) {
      int bytes = argument.getBytes(StandardCharsets.UTF_8).length;
      request.append('$').append(bytes).append("\r\n").append(argument).append("\r\n");
    }
    out.write(request.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    return answer();
  }

  private String answer() throws IOException {
    String head = line();
    String rest = head.substring(1);
    return switch (head.charAt(0)) {
      case '+', ':' -> rest;
      case '-' -> throw new IOException("Redis: " + rest);
      case '$' -> text(Integer.parseInt(rest));
      case '*' -> items(Integer.parseInt(rest));
      default -> throw new IOException("Redis answered " + head);
    };
  }

  private String text(int bytes) throws IOException {
    if (bytes < 0) return "";
    String text = new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    in.skipNBytes(2);
    return text;
  }

  private String items(int count) throws IOException {
    String[] items = new String[Math.max(count, 0)];
    for (int i : IntStream.range(0, items.length).toArray()) items[i] = answer();
    return String.join("\n", items);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) throw new IOException("Redis closed the connection");
      line.write(next);
    }
    in.skipNBytes(1);
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
