package io.github.rocketmq.rebalance.spring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.test.spring.EmbeddedRocketMq;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Needs Java 21; {@code mvn test -Djvm=<java 21 or later>/bin/java} runs it elsewhere. */
@EnabledForJreRange(min = JRE.JAVA_21)
@SpringBootTest(properties = {"spring.threads.virtual.enabled=true", "rocketmq.consumer.consume-from=earliest"})
@EmbeddedRocketMq(topics = "virtual", queues = 4)
class VirtualThreadsBrokerTests {

    private static final int MESSAGES = 24;
    private static final int CONCURRENCY = 3;

    @Autowired
    private Producer producer;

    @Autowired
    private Listener listener;

    @Test
    void listenersRunOnVirtualThreadsAndConcurrencyStaysTheLimit() throws InterruptedException {
        for (int i = 0; i < MESSAGES; i++) {
            producer.send(OutgoingMessage.of("virtual", new byte[] {'a'}));
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> listener.running.get() == CONCURRENCY);
        listener.mayEnd.countDown();
        await().atMost(Duration.ofSeconds(30)).until(() -> listener.threads.size() == MESSAGES);

        assertThat(listener.most).hasValue(CONCURRENCY);
        assertThat(listener.threads).allSatisfy(thread -> {
            assertThat(thread.getClass().getName()).isEqualTo("java.lang.VirtualThread");
            assertThat(thread.getName()).startsWith("rocketmq-virtual-");
        });
    }

    static class Listener {
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(id = "virtual", topics = "virtual", consumerGroup = "virtual-g", concurrency = "3")
        void on(String text) throws InterruptedException {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            assertThat(mayEnd.await(30, TimeUnit.SECONDS)).isTrue();
            running.decrementAndGet();
            threads.add(Thread.currentThread());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Listener.class)
    static class Application {}
}
