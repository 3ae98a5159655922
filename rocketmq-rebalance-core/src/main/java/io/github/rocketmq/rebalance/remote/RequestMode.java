package io.github.rocketmq.rebalance.remote;

/** How the messages of a queue reach a group, as an operator sets it on the broker ({@code mqadmin setConsumeMode}). */
public enum RequestMode {
    /** One member holds the queue, pulls by offset and commits how far it got. */
    PULL,
    /** Any member gets messages one by one, invisible to the others for a time, and acknowledges each. */
    POP
}
