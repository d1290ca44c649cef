/// The demo of the local run: three tenants, a few campaigns a user can read, leads, and a stream
/// of events, all through the public API.
@NullMarked
package dev.fairway.local.demo;

import org.jspecify.annotations.NullMarked;
