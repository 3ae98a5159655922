package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import java.time.Duration;
import java.util.Optional;

/**
 * How one request to a broker or name server went.
 *
 * @param operation what was asked
 * @param host the server's name or IP address; empty if none of several name servers answered
 * @param port the server's port; 0 without a host
 * @param group for which group; empty for a request of the whole client
 * @param topic of which topic; empty for a request of several or none
 * @param took until the answer, the time that the server holds a pull for want of messages included
 * @param failure why there was no good answer; empty if there was one
 */
public record RequestEnd(
        RequestOperation operation,
        String host,
        int port,
        Optional<ConsumerGroup> group,
        String topic,
        Duration took,
        Optional<Throwable> failure) {}
