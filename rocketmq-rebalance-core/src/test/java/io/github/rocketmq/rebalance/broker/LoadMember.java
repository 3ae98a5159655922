package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Set;

/** One member of a group under load, by whichever client and in whichever JVM, which writes a {@link DeliveryLog}. */
interface LoadMember {

    /** How many listeners it may have running. */
    int CONCURRENCY = 32;

    /** How long its listener takes. */
    long LISTENER_NANOS = 50_000_000;

    /** What the log calls it. */
    String name();

    /** Joins the group. */
    void start();

    /** The queues it consumes now, of the retry topic, too. */
    Set<MessageQueue> assignment();

    /** What it says about queues that it does not consume; empty if nothing. */
    default String troubles() {
        return "";
    }

    /** Leaves the group as an application that ends does. */
    void leave();

    /** Makes members of one kind. */
    @FunctionalInterface
    interface Kind {
        /** One that has not joined yet. */
        LoadMember member(String name, String nameServers, String group, String topic, DeliveryLog log);
    }
}
