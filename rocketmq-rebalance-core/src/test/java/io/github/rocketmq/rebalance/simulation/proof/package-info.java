/**
 * The proof by seeds: whole groups of production consumers on one virtual clock, with brokers, a network and processes that
 * fail as real ones do, and oracles that judge every run. A run is a function of its scenario and its seed.
 */
@NullMarked
package io.github.rocketmq.rebalance.simulation.proof;

import org.jspecify.annotations.NullMarked;
