package io.github.rocketmq.rebalance.api;

/** What becomes of a message whose stored bytes cannot be read. It is never passed over silently. */
public enum UndecodablePolicy {
    /** Its queue stops in front of it and is tried again every 30 s; the snapshot and the log say why. */
    STOP_QUEUE,
    /** Its raw bytes are sent to the group's dead-letter topic and the queue goes on when that is confirmed. */
    DEAD_LETTER
}
