package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks the one replica of a broker that answers for offsets and for messages given back. */
final class Masters {

    private Masters() {}

    static <T> CompletionStage<T> ask(
            SharedClient client, String brokerName, Function<Broker, CompletionStage<T>> question) {
        Optional<BrokerAddress> master = client.routes().master(brokerName);
        if (master.isEmpty()) {
            return CompletableFuture.failedStage(new RemoteException.NotConnected(
                    "broker '" + brokerName + "' has no master in any known route", null));
        }
        return question.apply(client.cluster().broker(master.get()));
    }
}
