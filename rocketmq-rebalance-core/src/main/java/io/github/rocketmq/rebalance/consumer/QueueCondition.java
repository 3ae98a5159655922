package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.LockSnapshot;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import java.time.Instant;

/**
 * What a queue's snapshot says of its life, apart from what is pulled of it.
 *
 * @param stageSince since when it is in its stage
 * @param lock its lock at the broker
 * @param time the moment of the snapshot
 */
record QueueCondition(QueueSnapshot.Stage stage, Instant stageSince, LockSnapshot lock, LoopTime time) {}
