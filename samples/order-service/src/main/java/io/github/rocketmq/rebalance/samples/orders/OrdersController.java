package io.github.rocketmq.rebalance.samples.orders;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the counts at {@code /orders}. */
@RestController
class OrdersController {

    private final OrderBook book;

    OrdersController(OrderBook book) {
        this.book = book;
    }

    @GetMapping("/orders")
    OrderBook.Counts orders() {
        return book.counts();
    }
}
