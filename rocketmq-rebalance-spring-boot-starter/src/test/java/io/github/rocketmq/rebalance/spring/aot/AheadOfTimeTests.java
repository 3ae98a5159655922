package io.github.rocketmq.rebalance.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.annotation.RocketDeadLetterListener;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.autoconfigure.ConsumerSettings;
import io.github.rocketmq.rebalance.spring.autoconfigure.RetrySettings;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqProperties;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.beans.PropertyDescriptor;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.prometheus.PrometheusExemplarsAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

class AheadOfTimeTests {

    private final TestGenerationContext generation = new TestGenerationContext();

    @Test
    @CompileWithForkedClassLoader
    void listenersOfAProcessedContextAreFoundWhenItRuns() {
        ClassName initializer = process();

        TestCompiler.forSystem().with(generation).compile(compiled -> {
            try (GenericApplicationContext context = new GenericApplicationContext()) {
                initialize(context, compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()));
                context.refresh();

                FakeConsumers consumers = context.getBean(FakeConsumers.class);
                deliver(consumers.of("by-method-g"), "{\"lines\":[{\"item\":\"tea\"}]}");
                deliver(consumers.of("by-class-g"), "{\"id\":17}");
                assertThat(context.getBean(ByMethod.class).seen).containsExactly(new Order(List.of(new Line("tea"))));
                assertThat(context.getBean(ByClass.class).seen).containsExactly(new Payment(17));
                assertThat(context.getBean(RocketListenerRegistry.class).ids())
                        .containsExactlyInAnyOrder("by-method", "by-class", "by-contract", "inherited", "given-up");
                assertThat(context.containsBean("rocketmqHealthContributor")).isTrue();
            }
        });
    }

    @Test
    void methodsOfListenersAreCalledByReflection() throws NoSuchMethodException {
        RuntimeHints hints = hints();

        assertThat(reflection().onMethodInvocation(ByMethod.class.getDeclaredMethod("on", Order.class, Message.class)))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(Contract.class.getMethod("on", Refund.class)))
                .as("what a proxy has")
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(RocketListener.class.getMethod("onMessage", Object.class)))
                .accepts(hints);
    }

    @Test
    void listenersOfDeadLettersAreCalledByReflection() throws NoSuchMethodException {
        RuntimeHints hints = hints();

        assertThat(reflection().onMethodInvocation(GivenUp.class.getDeclaredMethod("onGivenUp", Letter.class)))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(Graveyard.class.getMethod("onGivenUp", Letter.class)))
                .as("what a proxy has")
                .accepts(hints);
        assertThat(reflection().onType(Letter.class).withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                .accepts(hints);
        assertThat(proxies().forInterfaces(RocketDeadLetterListener.class)).accepts(hints);
        assertThat(reflection().onMethodInvocation(RocketDeadLetterListener.class, "group"))
                .accepts(hints);
    }

    @Test
    void payloadsAreReadByReflectionWithAllThatTheyHold() throws NoSuchMethodException {
        RuntimeHints hints = hints();

        for (Class<?> payload : List.of(Order.class, Line.class, Payment.class, Refund.class, Parcel.class)) {
            assertThat(reflection().onType(payload).withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                    .as(payload.getName())
                    .accepts(hints);
        }
        assertThat(reflection().onMethodInvocation(Line.class.getMethod("item")))
                .accepts(hints);
    }

    @Test
    void annotationsAndPropertiesAreKept() {
        RuntimeHints hints = hints();

        assertThat(proxies().forInterfaces(RocketMessageListener.class)).accepts(hints);
        assertThat(reflection().onMethodInvocation(RocketMessageListener.class, "topics"))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(RocketMqProperties.class, "setNameServer"))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(ConsumerSettings.class, "setConcurrency"))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(RocketMqProperties.Listener.class, "setEnabled"))
                .accepts(hints);
    }

    @Test
    void settingsAreMadeReadAndWrittenByName() throws NoSuchMethodException {
        RuntimeHints hints = hints();

        assertThat(reflection().onConstructorInvocation(ConsumerSettings.class.getConstructor()))
                .as("made anew for what annotations say")
                .accepts(hints);
        assertThat(accessors(ConsumerSettings.class))
                .contains(RetrySettings.Backoff.class.getMethod("getMaxDelay"))
                .allSatisfy(accessor ->
                        assertThat(reflection().onMethodInvocation(accessor)).accepts(hints));
    }

    @Test
    void codecsFindTheirImplementationsAndLibraries() throws Exception {
        RuntimeHints hints = hints();
        String lz4Library = libraryOf("net/jpountz/util/", "liblz4-java.");
        String zstdLibrary = libraryOf("", "libzstd-jni-1.5.7-6.");

        assertThat(resource().forResource(lz4Library)).accepts(hints);
        assertThat(resource().forResource(zstdLibrary)).accepts(hints);
        for (String kind : List.of("JNI", "JavaSafe", "JavaUnsafe")) {
            Class<?> decompressor = load("net.jpountz.lz4.LZ4" + kind + "SafeDecompressor");
            Class<?> checksum = load("net.jpountz.xxhash.XXHash32" + kind);
            Class<?> compressor = load("net.jpountz.lz4.LZ4HC" + kind + "Compressor");
            assertThat(reflection().onFieldAccess(decompressor.getField("INSTANCE")))
                    .accepts(hints);
            assertThat(reflection().onFieldAccess(checksum.getField("INSTANCE")))
                    .accepts(hints);
            assertThat(reflection().onConstructorInvocation(compressor.getDeclaredConstructor(int.class)))
                    .accepts(hints);
        }
        Class<?> inflater = load("com.github.luben.zstd.ZstdInputStreamNoFinalizer");
        assertThat(inflater.getDeclaredField("srcPos")).isNotNull();
        assertThat(inflater.getDeclaredField("dstPos")).isNotNull();
        assertThat(hints.jni().getTypeHint(TypeReference.of(inflater))).isNotNull();
    }

    @Test
    void theCoresFieldThatIsReachedByNameExists() throws Exception {
        Class<?> delivery = load("io.github.rocketmq.rebalance.processing.Delivery");

        assertThat(reflection().onFieldAccess(delivery.getDeclaredField("stage")))
                .accepts(hints());
    }

    @Test
    void theFailureAnalyzerIsMadeByName() {
        assertThat(reflection()
                        .onType(TypeReference.of(
                                "io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqFailureAnalyzer")))
                .accepts(factoryHints());
    }

    /** The getters and setters of settings and of the settings within them. */
    private static List<Method> accessors(Class<?> settings) {
        List<Method> accessors = new ArrayList<>();
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(settings)) {
            if (property.getWriteMethod() != null) {
                accessors.add(property.getReadMethod());
                accessors.add(property.getWriteMethod());
            } else if (property.getPropertyType() != Class.class) {
                accessors.add(property.getReadMethod());
                accessors.addAll(accessors(property.getPropertyType()));
            }
        }
        return accessors;
    }

    private RuntimeHints hints() {
        process();
        return generation.getRuntimeHints();
    }

    private ClassName process() {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.register(Application.class);
            ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            generation.writeGeneratedContent();
            return initializer;
        }
    }

    /** What Spring itself registers for whatever stands in spring.factories. */
    private RuntimeHints factoryHints() {
        RuntimeHints hints = new RuntimeHints();
        SpringFactoriesLoader.forResourceLocation(
                        "META-INF/spring/aot.factories", getClass().getClassLoader())
                .load(RuntimeHintsRegistrar.class)
                .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));
        return hints;
    }

    private static void deliver(FakePushConsumer consumer, String body) {
        try {
            consumer.listener().onMessage(StoredMessage.of(body));
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static void initialize(GenericApplicationContext context, ApplicationContextInitializer<?> initializer) {
        ((ApplicationContextInitializer<GenericApplicationContext>) initializer).initialize(context);
    }

    /** The library that the codec would load here, as a resource. */
    private static String libraryOf(String root, String file) {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String arch = System.getProperty("os.arch");
        List<String> candidates = List.of(
                root + "linux/" + arch + "/" + file + "so",
                root + "darwin/" + (arch.equals("amd64") ? "x86_64" : arch) + "/" + file + "dylib",
                root + (root.isEmpty() ? "win/" : "win32/") + arch + "/" + file + (root.isEmpty() ? "dll" : "so"));
        String library = candidates.get(mac ? 1 : windows ? 2 : 0);
        assertThat(LZ4FrameInputStream.class.getClassLoader().getResource(library))
                .as(library)
                .isNotNull();
        return library;
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, AheadOfTimeTests.class.getClassLoader());
    }

    record Line(String item) {}

    record Order(List<Line> lines) {}

    record Payment(long id) {}

    record Refund(long id) {}

    record Parcel(String place) {}

    record Letter(String text) {}

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @RocketMessageListener(consumerGroup = "by-method-g")
    @interface OrderListener {

        @AliasFor(annotation = RocketMessageListener.class, attribute = "id")
        String name();

        @AliasFor(annotation = RocketMessageListener.class, attribute = "topics")
        String[] topics();
    }

    static class ByMethod {

        final Queue<Order> seen = new ConcurrentLinkedQueue<>();

        @OrderListener(name = "by-method", topics = "${orders.topic:orders}")
        void on(Order order, Message message) {
            assertThat(message.topic()).isEqualTo("orders");
            seen.add(order);
        }
    }

    @RocketMessageListener(id = "by-class", topic = "orders", consumerGroup = "by-class-g")
    static class ByClass implements RocketListener<Payment> {

        final Queue<Payment> seen = new ConcurrentLinkedQueue<>();

        @Override
        public void onMessage(Payment payment) {
            seen.add(payment);
        }
    }

    interface Contract {

        void on(Refund refund);
    }

    static class ByContract implements Contract {

        @Override
        @RocketMessageListener(id = "by-contract", topic = "refunds", consumerGroup = "by-contract-g")
        public void on(Refund refund) {
            // Only its signature matters.
        }
    }

    abstract static class Base<T> {

        @RocketMessageListener(id = "inherited", topic = "parcels", consumerGroup = "inherited-g")
        void on(org.springframework.messaging.Message<T> message) {
            // Only its signature matters.
        }
    }

    static class Inherited extends Base<Parcel> {}

    interface Graveyard {

        void onGivenUp(Letter letter);
    }

    /** Has no other listener. */
    static class GivenUp implements Graveyard {

        @Override
        @RocketDeadLetterListener(id = "given-up", group = "by-method-g")
        public void onGivenUp(Letter letter) {
            // Only its signature matters.
        }
    }

    /** Without exemplars, which ask for the trace on threads of the JVM that know nothing of the forked class loader. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = PrometheusExemplarsAutoConfiguration.class)
    @Import({ByMethod.class, ByClass.class, ByContract.class, Inherited.class, GivenUp.class})
    static class Application {

        @Bean
        FakeConsumers consumers() {
            return new FakeConsumers();
        }
    }
}
