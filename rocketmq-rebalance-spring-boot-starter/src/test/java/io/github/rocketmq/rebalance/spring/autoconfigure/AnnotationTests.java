package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.annotation.ConsumeMode;
import io.github.rocketmq.rebalance.spring.annotation.MessageModel;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.annotation.SelectorType;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.listener.ListenerSetup;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.spring.migration.ConsumeFromWhere;
import io.github.rocketmq.rebalance.spring.migration.RocketMQListener;
import io.github.rocketmq.rebalance.spring.migration.RocketMQMessageListener;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.AliasFor;

@ExtendWith(OutputCaptureExtension.class)
class AnnotationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, RocketMqAutoConfiguration.class))
            .withBean(FakeConsumers.class);

    static class Everything {
        @RocketMessageListener(
                id = "all",
                topics = {"orders", "refunds,returns"},
                consumerGroup = "all-g",
                selectorExpression = "a > 1",
                selectorType = SelectorType.SQL92,
                consumeMode = ConsumeMode.ORDERLY,
                messageModel = MessageModel.BROADCASTING,
                concurrency = "3",
                autoStartup = "true",
                maxReconsumeTimes = "4",
                consumeFrom = "earliest",
                properties = {"rebalance.interval=5s", "pull.maxCachedSize = 2MB\nretry.suspend-queue: 50ms"})
        void on(String text) {}
    }

    static class ApachesNames {
        @RocketMessageListener(
                topic = "orders",
                consumerGroup = "apache-g",
                consumeThreadNumber = "3",
                consumeTimeout = "2",
                delayLevelWhenNextConsume = "3",
                suspendCurrentQueueTimeMillis = "70",
                awaitTerminationMillisWhenShutdown = "4000",
                pullBatchSize = "16",
                consumeMessageBatchMaxSize = "8",
                consumeFromWhere = "CONSUME_FROM_FIRST_OFFSET")
        void on(String text) {
            throw new IllegalStateException("as asked for");
        }
    }

    public static class Expressive {
        public String topic() {
            return "orders";
        }

        @RocketMessageListener(
                id = "${name:expressive}",
                topics = {"#{self.topic()}", "#{{'refunds', 'returns'}}"},
                consumerGroup = "#{'g-' + '${suffix}'}",
                selectorExpression = "#{self.topic()} || ${tag:paid}",
                beanRef = "self",
                concurrency = "#{2 + ${more}}",
                properties = {"rebalance.interval=${interval}", "#{'pull.batch-size=' + 2 * 4}"})
        void onSelf(String text) {}
    }

    static class ByItself {
        @RocketMessageListener(
                topics = "#{__listener.class.simpleName}",
                consumerGroup = "itself-g",
                consumeTimeout = "90s")
        void on(String text) {}
    }

    @RocketMessageListener(consumerGroup = "meta-g", properties = "rebalance.interval=5s")
    @Retention(RetentionPolicy.RUNTIME)
    @interface Ordered {
        @AliasFor(annotation = RocketMessageListener.class, attribute = "topics")
        String[] of();

        /** By its name. */
        int concurrency() default 20;
    }

    static class Composed {
        @Ordered(of = "orders", concurrency = 6)
        void on(String text) {}
    }

    static class Twice {
        final List<String> seen = new ArrayList<>();

        @RocketMessageListener(topics = "orders", consumerGroup = "one-g")
        @RocketMessageListener(topics = "orders", consumerGroup = "two-g")
        void on(String text) {
            seen.add(text);
        }
    }

    static class Parent {
        @RocketMessageListener(topics = "orders", consumerGroup = "parent-g")
        void on(String text) {}
    }

    static class Child extends Parent {
        @Override
        @RocketMessageListener(topics = "orders", consumerGroup = "child-g")
        void on(String text) {}
    }

    static class Heir extends Parent {
        @Override
        void on(String text) {}
    }

    static class ByFactory {
        @RocketMessageListener(topics = "orders", consumerGroup = "g", containerFactory = "${factory}")
        void on(String text) {}
    }

    static class Properties {
        @RocketMessageListener(topics = "orders", consumerGroup = "g", properties = "${property}")
        void on(String text) {}
    }

    static class Values {
        @RocketMessageListener(
                topics = "orders",
                consumerGroup = "g",
                batch = "${batch:}",
                ackMode = "${ack:}",
                consumeTimeout = "${timeout:}",
                consumeFrom = "${from:}",
                errorHandler = "${handler:}")
        void on(String text) {}
    }

    @RocketMQMessageListener(
            topic = "orders",
            consumerGroup = "${migrated.group:migrated-g}",
            selectorExpression = "paid",
            consumeMode = ConsumeMode.ORDERLY,
            consumeThreadNumber = 7,
            maxReconsumeTimes = 2,
            consumeTimeout = 1L,
            suspendCurrentQueueTimeMillis = 200,
            awaitTerminationMillisWhenShutdown = 3000,
            pullBatchSize = 16,
            consumeFromWhere = ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET,
            nameServer = "${rocketmq.name-server:}",
            enableMsgTrace = true)
    static class Migrated implements RocketMQListener<String> {
        final List<String> seen = new ArrayList<>();

        @Override
        public void onMessage(String message) {
            seen.add(message);
        }
    }

    @RocketMQMessageListener(topic = "orders", consumerGroup = "elsewhere-g", secretKey = "${other-secret:}")
    static class Elsewhere implements RocketMQListener<String> {
        @Override
        public void onMessage(String message) {}
    }

    @RocketMQMessageListener(topic = "orders", consumerGroup = "plain-g")
    static class AllDefault implements RocketListener<String> {
        @Override
        public void onMessage(String message) {}
    }

    static class SaysTheUsual {
        @RocketMessageListener(topics = "orders", consumerGroup = "usual-g", consumeMode = ConsumeMode.CONCURRENTLY)
        void on(String text) {}
    }

    @Test
    void theUsualOrderThatIsWrittenDownBeatsTheOneOfAllListeners() {
        runner.withBean(SaysTheUsual.class)
                .withPropertyValues("rocketmq.consumer.consume-mode=orderly")
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("usual-g")
                                .options()
                                .consume()
                                .mode())
                        .isEqualTo(io.github.rocketmq.rebalance.api.ConsumeMode.CONCURRENTLY));
    }

    @Test
    void everyAttributeReachesTheCore() {
        assertThat(options(runner.withBean(Everything.class), "all-g"))
                .isEqualTo(PushConsumerOptions.builder("all-g")
                        .subscribe(Subscription.sql92("orders", "a > 1"))
                        .subscribe(Subscription.sql92("refunds", "a > 1"))
                        .subscribe(Subscription.sql92("returns", "a > 1"))
                        .mode(io.github.rocketmq.rebalance.api.ConsumeMode.ORDERLY)
                        .model(io.github.rocketmq.rebalance.model.MessageModel.BROADCASTING)
                        .concurrency(3)
                        .maxReconsumeTimes(4)
                        .startPosition(StartPosition.earliest())
                        .rebalanceInterval(Duration.ofSeconds(5))
                        .maxCachedBytes(2 * 1024 * 1024)
                        .suspendTime(Duration.ofMillis(50))
                        .build());
    }

    @Test
    void apachesAttributeNamesMeanTheSame() {
        assertThat(options(runner.withBean(ApachesNames.class), "apache-g"))
                .isEqualTo(PushConsumerOptions.builder("apache-g")
                        .subscribe("orders")
                        .concurrency(3)
                        .consumeTimeout(Duration.ofMinutes(2))
                        .suspendTime(Duration.ofMillis(70))
                        .drainTimeout(Duration.ofSeconds(4))
                        .pullBatchSize(16)
                        .batchSize(8)
                        .startPosition(StartPosition.earliest())
                        .build());
    }

    @Test
    void failuresComeAgainAfterTheDelayOfTheLevel() {
        runner.withBean(ApachesNames.class).run(context -> assertThat(context.getBean(FakeConsumers.class)
                        .of("apache-g")
                        .listener()
                        .onMessage(StoredMessage.of("text")))
                .hasToString("RetryLater[delay=PT10S]"));
        runner.withBean(ApachesNames.class)
                .withPropertyValues("rocketmq.listeners.apache-g.retry.delay-level=-1")
                .run(context -> assertThat(context.getBean(FakeConsumers.class)
                                .of("apache-g")
                                .listener()
                                .onMessage(StoredMessage.of("text")))
                        .hasToString("DeadLetter[reason=it failed, and retry.delay-level is -1]"));
    }

    @Test
    void everyTextTakesPlaceholdersAndExpressions() {
        ApplicationContextRunner application = runner.withBean(Expressive.class)
                .withPropertyValues("suffix=x", "more=3", "interval=9s", "name=by-name");

        PushConsumerOptions options =
                options(application.withPropertyValues("rocketmq.listeners.by-name.concurrency=11"), "g-x");

        assertThat(options.concurrency()).isEqualTo(11);
        assertThat(options.rebalance().interval()).isEqualTo(Duration.ofSeconds(9));
        assertThat(options.pull().batchSize()).isEqualTo(8);
        assertThat(options.subscriptions())
                .containsExactly(
                        Subscription.tags("orders", "orders || paid"),
                        Subscription.tags("refunds", "orders || paid"),
                        Subscription.tags("returns", "orders || paid"));
        assertThat(options(application, "g-x").concurrency()).isEqualTo(5);
    }

    @Test
    void expressionsReferToTheBeanItself() {
        PushConsumerOptions options = options(runner.withBean(ByItself.class), "itself-g");

        assertThat(options.subscriptions()).containsExactly(Subscription.all("ByItself"));
        assertThat(options.consume().timeout()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void composedAnnotationsGiveAttributesByAliasAndByName() {
        PushConsumerOptions options = options(runner.withBean(Composed.class), "meta-g");

        assertThat(options.subscriptions()).containsExactly(Subscription.all("orders"));
        assertThat(options.concurrency()).isEqualTo(6);
        assertThat(options.rebalance().interval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void eachRepeatedAnnotationIsAListener() {
        runner.withBean(Twice.class).run(context -> {
            FakeConsumers consumers = context.getBean(FakeConsumers.class);
            consumers.of("one-g").listener().onMessage(StoredMessage.of("first"));
            consumers.of("two-g").listener().onMessage(StoredMessage.of("second"));

            assertThat(context.getBean(Twice.class).seen).containsExactly("first", "second");
        });
    }

    @Test
    void theNearestAnnotationOfAMethodCounts() {
        runner.withBean(Child.class).run(context -> assertThat(
                        context.getBean(RocketListenerRegistry.class).ids())
                .containsExactly("child-g"));
        runner.withBean(Heir.class).run(context -> assertThat(
                        context.getBean(RocketListenerRegistry.class).ids())
                .containsExactly("parent-g"));
    }

    @Test
    void listenersMayNameTheirContainerFactory() {
        List<RocketListenerEndpoint> prepared = new ArrayList<>();
        RocketListenerContainerFactory remembering = endpoint -> {
            prepared.add(endpoint);
            return Optional.<ListenerSetup>empty();
        };
        ApplicationContextRunner application = runner.withBean(ByFactory.class)
                .withBean("remembering", RocketListenerContainerFactory.class, () -> remembering);

        application.withPropertyValues("factory=remembering").run(context -> assertThat(prepared)
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.group()).isEqualTo("g")));
        assertThat(problem(application.withPropertyValues("factory=nobody")))
                .contains("ByFactory.on(String) has containerFactory = \"nobody\", but there is no such bean.");
    }

    @Test
    void keysThatAreNoneFailWithTheNearest() {
        assertThat(problem(runner.withBean(Properties.class).withPropertyValues("property=rebalance.intervall=5s")))
                .contains("Properties.on(String) has rebalance.intervall in the properties of its annotation, but there"
                        + " is no key rocketmq.consumer.rebalance.intervall.")
                .contains("Did you mean rebalance.interval? The keys are [ack-mode, auto-startup, batch.enabled, ");
    }

    @Test
    void valuesOfKeysNameWhatIsExpected() {
        assertThat(problem(withProperty("rebalance.interval=soon")))
                .contains(
                        "Properties.on(String) has rebalance.interval = \"soon\" in its annotation, but a time such as"
                                + " 5s or 200ms is expected.");
        assertThat(problem(withProperty("pull.max-cached-size=much"))).contains("but a size such as 10MB is expected.");
        assertThat(problem(withProperty("rebalance.handoff=rude")))
                .contains("but one of [graceful, eager] is expected.");
        assertThat(problem(withProperty("rebalance.interval=10ms")))
                .contains("rebalance.interval is PT0.01S; choose a value from PT1S to PT10M");
    }

    @Test
    void valuesOfAttributesNameListenerAttributeValueAndWhatIsExpected() {
        String listener = "AnnotationTests$Values.on(String) has ";
        assertThat(problem(withValue("batch=yes")))
                .contains(listener + "batch = \"${batch:}\", which is \"yes\", but one of [false, true] is expected.");
        assertThat(problem(withValue("ack=later")))
                .contains(
                        listener + "ackMode = \"${ack:}\", which is \"later\", but one of [auto, manual] is expected.");
        assertThat(problem(withValue("timeout=long")))
                .contains(listener
                        + "consumeTimeout = \"${timeout:}\", which is \"long\", but a time in minutes, or with a unit as"
                        + " in 90s, is expected.");
        assertThat(problem(withValue("from=somewhere")))
                .contains("consume_from_timestamp, earliest, latest, timestamp]");
        assertThat(problem(withValue("handler=#{nothing.like.it}")))
                .contains("errorHandler = \"${handler:}\", which cannot be resolved");
        assertThat(problem(withValue("handler=#{T(java.lang.Math).PI}")))
                .contains("but a bean or its name is expected");
    }

    @Test
    void listenersOfApachesStarterNeedNoMoreThanOtherImports(CapturedOutput output) {
        runner.withBean(Migrated.class).run(context -> {
            assertThat(context.getBean(FakeConsumers.class).of("migrated-g").options())
                    .isEqualTo(PushConsumerOptions.builder("migrated-g")
                            .subscribe("orders", "paid")
                            .mode(io.github.rocketmq.rebalance.api.ConsumeMode.ORDERLY)
                            .concurrency(7)
                            .maxReconsumeTimes(2)
                            .consumeTimeout(Duration.ofMinutes(1))
                            .suspendTime(Duration.ofMillis(200))
                            .drainTimeout(Duration.ofSeconds(3))
                            .pullBatchSize(16)
                            .startPosition(StartPosition.earliest())
                            .build());
            context.getBean(FakeConsumers.class)
                    .of("migrated-g")
                    .listener()
                    .onMessage(new StoredMessage("text".getBytes(StandardCharsets.UTF_8), Map.of("TAGS", "paid")));
            assertThat(context.getBean(Migrated.class).seen).containsExactly("text");
        });
        assertThat(output).contains("has enableMsgTrace in @RocketMQMessageListener, which has no effect here");
    }

    @Test
    void theirDefaultsLeaveEverythingToProperties() {
        assertThat(options(
                        runner.withBean(AllDefault.class)
                                .withPropertyValues(
                                        "rocketmq.consumer.concurrency=5", "rocketmq.consumer.consume-mode=orderly"),
                        "plain-g"))
                .isEqualTo(PushConsumerOptions.builder("plain-g")
                        .subscribe("orders")
                        .concurrency(5)
                        .mode(io.github.rocketmq.rebalance.api.ConsumeMode.ORDERLY)
                        .build());
    }

    @Test
    void aMigratedListenerOfAnotherClusterIsRefusedWithoutSayingItsKey() {
        assertThat(problem(runner.withBean(Elsewhere.class).withPropertyValues("other-secret=hush")))
                .contains("Elsewhere has secretKey in @RocketMQMessageListener, which is not what the application's own"
                        + " client uses.")
                .contains("rocketmq.clusters.<name>.*")
                .doesNotContain("hush");
        runner.withBean(Elsewhere.class)
                .withPropertyValues("other-secret=hush", "rocketmq.consumer.secret-key=hush")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private ApplicationContextRunner withProperty(String property) {
        return runner.withBean(Properties.class).withPropertyValues("property=" + property);
    }

    private ApplicationContextRunner withValue(String property) {
        return runner.withBean(Values.class).withPropertyValues(property);
    }

    private static PushConsumerOptions options(ApplicationContextRunner application, String group) {
        List<PushConsumerOptions> options = new ArrayList<>();
        application.run(context ->
                options.add(context.getBean(FakeConsumers.class).of(group).options()));
        return options.get(0);
    }

    private static String problem(ApplicationContextRunner application) {
        return Problems.of(application);
    }
}
