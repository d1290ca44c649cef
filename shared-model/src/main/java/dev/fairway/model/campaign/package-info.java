/// Campaigns as data: triggers, filters, qualification, flow, and the catalogue of actions.
@NullMarked
package dev.fairway.model.campaign;

import org.jspecify.annotations.NullMarked;
