package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.remote.Broker;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks the master of a broker, wherever it is now. */
interface MasterPort {

    <T> CompletionStage<T> ask(String brokerName, Function<Broker, CompletionStage<T>> question);

    static MasterPort of(SharedClient client) {
        return new MasterPort() {
            @Override
            public <T> CompletionStage<T> ask(String brokerName, Function<Broker, CompletionStage<T>> question) {
                return Masters.ask(client, brokerName, question);
            }
        };
    }
}
