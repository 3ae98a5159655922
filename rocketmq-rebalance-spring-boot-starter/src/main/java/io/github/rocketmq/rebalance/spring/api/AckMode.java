package io.github.rocketmq.rebalance.spring.api;

/** Who says what becomes of a message. */
public enum AckMode {
    /** What the method returns or throws. */
    AUTO,
    /** The method's {@link Acknowledgment}, when it likes; what the method returns says nothing, but an exception does. */
    MANUAL
}
