package io.github.rocketmq.rebalance.remote;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The cluster's directory. Answers complete on an I/O thread, exceptionally with a {@link RemoteException} if no name
 * server answered.
 */
public interface NameServer {

    /** Where a topic's queues are; request code 105. */
    CompletionStage<RouteReply> route(String topic);

    /** The one that is asked first now; empty if there is none to name. Any thread. */
    default Optional<BrokerAddress> first() {
        return Optional.empty();
    }
}
