package io.github.rocketmq.rebalance.samples.orders;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.annotation.RocketDeadLetterListener;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.api.RocketHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
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
    void on(@Payload OrderPlaced order, @Header(RocketHeaders.TAGS) String tag, Message message) {
        warehouse.reserve(order);
        book.consumed();
        log.info("order {} {}, consumed from {}", order.id(), tag, message.queue());
    }

    /** What can never be read as an order, and what failed too often, comes here at last. */
    @RocketDeadLetterListener(id = "given-up-orders")
    void onGivenUp(@Payload byte[] body, @Header(RocketHeaders.ORIGIN_MESSAGE_ID) String id) {
        book.givenUp();
        log.warn("message {} of {} bytes was given up", id, body.length);
    }
}
