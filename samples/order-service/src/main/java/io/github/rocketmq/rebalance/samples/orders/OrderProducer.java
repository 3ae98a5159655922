package io.github.rocketmq.rebalance.samples.orders;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.SendFailedException;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.math.BigDecimal;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Places an order each second. */
@Component
class OrderProducer {

    private static final Logger log = LoggerFactory.getLogger(OrderProducer.class);

    private final Producer producer;
    private final JsonMapper json;
    private final OrderBook book;

    OrderProducer(Producer producer, JsonMapper json, OrderBook book) {
        this.producer = producer;
        this.json = json;
        this.book = book;
    }

    @Scheduled(fixedRateString = "${sample.orders.every:1s}", initialDelayString = "${sample.orders.every:1s}")
    void placeOrder() {
        long id = book.nextId();
        OrderPlaced order = new OrderPlaced(id, "customer-" + id % 7, new BigDecimal("9.99"), Instant.now());
        try {
            producer.send(OutgoingMessage.of("orders", json.writeValueAsBytes(order))
                    .withTag("placed")
                    .withKeys("order-" + order.id()));
            book.placed();
        } catch (SendFailedException refused) {
            log.warn("order {} was not placed: {}", order.id(), refused.getMessage());
        }
    }
}
