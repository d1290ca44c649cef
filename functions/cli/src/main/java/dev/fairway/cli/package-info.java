/// The command line client: what an operator does from a terminal or a pipeline.
@NullMarked
package dev.fairway.cli;

import org.jspecify.annotations.NullMarked;
