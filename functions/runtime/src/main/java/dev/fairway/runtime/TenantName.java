package dev.fairway.runtime;

import java.util.Optional;
import java.util.regex.Pattern;

/// The names tenants may have.
final class TenantName {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}");

  private TenantName() {}

  static String required(Optional<String> declared) {
    String name = declared.orElseThrow(() -> Refusal.malformed("attribute 'tenantid' is missing"));
    if (!isOne(name))
      throw Refusal.malformed("attribute 'tenantid' must be 1 to 40 of a-z, 0-9 and -");
    return name;
  }

  static boolean isOne(String name) {
    return NAME.matcher(name).matches();
  }
}
