package dev.fairway.model;

import java.time.Instant;
import java.util.List;

/// A batch for one family, as dispatch emits it (`dev.fairway.actions.requested`).
///
/// @param credit the outstanding-request credit it holds until its last outcome is settled
/// @param deadline after it the leases are gone and the batch must not start
public record ActionRequest(
    Shard shard,
    Family family,
    boolean suspect,
    String credit,
    Instant deadline,
    List<Lease> leases) {}
