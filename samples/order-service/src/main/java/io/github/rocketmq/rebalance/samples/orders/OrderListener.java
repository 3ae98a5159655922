package io.github.rocketmq.rebalance.samples.orders;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Consumes the orders of all instances, each order in one instance. */
@Component
class OrderListener {

    private static final Logger log = LoggerFactory.getLogger(OrderListener.class);

    private final Warehouse warehouse;
    private final OrderBook book;

    OrderListener(Warehouse warehouse, OrderBook book) {
        this.warehouse = warehouse;
        this.book = book;
    }

    @RocketMessageListener(id = "orders", topic = "orders", consumerGroup = "order-service")
    void on(OrderPlaced order, Message message) {
        warehouse.reserve(order);
        book.consumed();
        log.info("order {} consumed from {}", order.id(), message.queue());
    }
}
