package io.github.rocketmq.rebalance.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.listener.MessageRoutes.Wish;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageRoutesTest {

    private final MessageRoutes<String> routes = MessageRoutes.of(List.of(
            new Wish<>(Subscription.tags("orders", "paid || refunded"), "paying"),
            new Wish<>(Subscription.tags("orders", "shipped"), "shipping"),
            new Wish<>(Subscription.all("orders"), "rest"),
            new Wish<>(Subscription.tags("stock", "low"), "buying"),
            new Wish<>(Subscription.sql92("prices", "amount > 10"), "pricing"),
            new Wish<>(Subscription.all("%RETRY%other"), "watching")));

    @Test
    void aMessageIsWhoseTagItBears() {
        assertThat(routes.find(StoredMessage.of("orders", "paid"))).contains("paying");
        assertThat(routes.find(StoredMessage.of("orders", "refunded"))).contains("paying");
        assertThat(routes.find(StoredMessage.of("orders", " shipped "))).contains("shipping");
        assertThat(routes.find(StoredMessage.of("stock", "low"))).contains("buying");
    }

    @Test
    void whatNobodyNamesIsWhoseTakesAll() {
        assertThat(routes.find(StoredMessage.of("orders", "cancelled"))).contains("rest");
        assertThat(routes.find(StoredMessage.of("orders", ""))).contains("rest");
    }

    @Test
    void whatTheBrokerChoseByAConditionIsWhoseConditionItIs() {
        assertThat(routes.find(StoredMessage.of("prices", "any"))).contains("pricing");
    }

    @Test
    void aMessageThatComesAgainIsWhoseItWasAtFirst() {
        assertThat(routes.find(StoredMessage.of("orders", "paid").againFor("shop")))
                .contains("paying");
    }

    @Test
    void aRetryTopicThatSomebodyNamesIsTheirs() {
        assertThat(routes.find(new StoredMessage(new byte[0], Map.of(), "unknown", "%RETRY%other")))
                .contains("watching");
    }

    @Test
    void whatNobodyWantsAnyMoreIsWhoseItWasLastUnlessItComesAgain() {
        MessageRoutes<String> left = MessageRoutes.of(
                List.of(new Wish<>(Subscription.tags("orders", "paid"), "paying")),
                List.of(
                        new Wish<>(Subscription.tags("orders", "shipped || paid"), "old shipping"),
                        new Wish<>(Subscription.tags("orders", "shipped"), "shipping"),
                        new Wish<>(Subscription.all("stock"), "buying")));

        assertThat(left.find(StoredMessage.of("orders", "paid"))).contains("paying");
        assertThat(left.find(StoredMessage.of("orders", "shipped"))).contains("shipping");
        assertThat(left.find(StoredMessage.of("stock", "low"))).contains("buying");
        assertThat(left.find(StoredMessage.of("stock", "low").againFor("shop"))).isEmpty();
        assertThat(left.find(StoredMessage.of("orders", "cancelled"))).isEmpty();
    }

    @Test
    void aMessageOfAnotherTopicOrTagIsNobodys() {
        assertThat(routes.find(StoredMessage.of("stock", "high"))).isEmpty();
        assertThat(routes.find(StoredMessage.of("stock", ""))).isEmpty();
        assertThat(routes.find(StoredMessage.of("invoices", "paid"))).isEmpty();
    }

    @Test
    void aDeadLetterThatComesAgainIsWhoseTheDeadLettersAre() {
        MessageRoutes<String> deadLetters =
                MessageRoutes.of(List.of(new Wish<>(Subscription.all("%DLQ%shop"), "burying")));
        MessageRoutes<String> mixed = MessageRoutes.of(List.of(
                new Wish<>(Subscription.all("%DLQ%shop"), "burying"), new Wish<>(Subscription.all("stock"), "buying")));

        assertThat(deadLetters.find(StoredMessage.of("%DLQ%shop", ""))).contains("burying");
        assertThat(deadLetters.find(StoredMessage.of("orders", "").againFor("shop-dlt")))
                .contains("burying");
        assertThat(mixed.find(StoredMessage.of("orders", "").againFor("shop-dlt")))
                .isEmpty();
    }
}
