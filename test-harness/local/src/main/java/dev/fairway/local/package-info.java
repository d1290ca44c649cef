/// The whole engine on one machine: real stores, the local Knative, the demo.
@NullMarked
package dev.fairway.local;

import org.jspecify.annotations.NullMarked;
