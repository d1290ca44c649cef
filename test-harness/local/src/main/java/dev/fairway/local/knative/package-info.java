/// Knative on one machine: reads the manifests of `knative/base/` and gives them Broker ingress,
/// Trigger filters and delivery, PingSource, activator and autoscaler. For development, tests and
/// demos; production is Kubernetes with the same manifests.
///
/// One event loop owns all state, so nothing here is locked; the event log's writer and the
/// watching of processes are the only other threads, and they hand results back to the loop.
@NullMarked
package dev.fairway.local.knative;

import org.jspecify.annotations.NullMarked;
