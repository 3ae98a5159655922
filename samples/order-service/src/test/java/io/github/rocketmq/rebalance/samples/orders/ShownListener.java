package io.github.rocketmq.rebalance.samples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/** What the endpoints of a running shop show of the listener of its orders, which holds all queues. */
final class ShownListener {

    private ShownListener() {}

    /** Reads the shop's pages. */
    interface Pages {

        JsonNode get(String path) throws Exception;
    }

    static void assertShown(Pages shop) throws Exception {
        JsonNode overview = shop.get("/actuator/rocketmq");
        assertThat(overview.at("/clients/0/brokers/broker-a").asString()).isEqualTo("CONNECTED");
        assertThat(overview.at("/listeners/orders/state").asString()).isEqualTo("RUNNING");
        assertThat(overview.at("/listeners/orders/group").asString()).isEqualTo("order-service");
        assertThat(overview.at("/listeners/given-up-orders/group").asString()).isEqualTo("order-service-dlt");

        JsonNode listener = shop.get("/actuator/rocketmq/orders");
        assertThat(listener.at("/clientIds")).hasSize(1);
        assertThat(listener.at("/queues").values())
                .filteredOn(queue -> queue.path("topic").asString().equals("orders"))
                .hasSize(8)
                .allSatisfy(queue -> assertThat(queue.path("owner").asString())
                        .isEqualTo(listener.path("clientId").asString()));

        JsonNode assigned = shop.get("/actuator/metrics/rocketmq.consumer.queues.assigned"
                + "?tag=messaging.consumer.group.name:order-service&tag=messaging.destination.name:orders");
        assertThat(assigned.at("/measurements/0/value").asInt()).isEqualTo(8);
    }
}
