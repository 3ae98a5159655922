package io.github.rocketmq.rebalance.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.Credentials;
import io.github.rocketmq.rebalance.api.TlsOptions;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How clusters are connected to. */
@ExtendWith(OutputCaptureExtension.class)
class ClientTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, RocketMqAutoConfiguration.class))
            .withPropertyValues("rocketmq.name-server=127.0.0.1:1");

    static class Orders {
        @RocketMessageListener(id = "orders", topics = "orders", consumerGroup = "orders-g", cluster = "${cluster:}")
        void on(String text) {}
    }

    @Test
    void everyKeyReachesTheCore() {
        ClientOptions options = options(runner.withPropertyValues(
                "rocketmq.client.namespace=ns",
                "rocketmq.client.namespace-v2=ns2",
                "rocketmq.client.access-key=me",
                "rocketmq.client.secret-key=hush",
                "rocketmq.client.security-token=token",
                "rocketmq.client.connect-timeout=1s",
                "rocketmq.client.request-timeout=2s",
                "rocketmq.client.heartbeat-interval=10s",
                "rocketmq.client.route-refresh-interval=15s",
                "rocketmq.client.io-threads=1"));

        assertThat(options)
                .isEqualTo(ClientOptions.builder()
                        .nameServers("127.0.0.1:1")
                        .namespace("ns")
                        .namespaceV2("ns2")
                        .credentials("me", "hush", "token")
                        .connectTimeout(java.time.Duration.ofSeconds(1))
                        .requestTimeout(java.time.Duration.ofSeconds(2))
                        .heartbeatInterval(java.time.Duration.ofSeconds(10))
                        .routeRefreshInterval(java.time.Duration.ofSeconds(15))
                        .ioThreads(1)
                        .build());
    }

    @Test
    void keysMayBeWhereApachesStarterHasThem() {
        assertThat(options(runner.withPropertyValues(
                                "rocketmq.consumer.access-key=me", "rocketmq.consumer.secret-key=hush"))
                        .credentials())
                .contains(new Credentials("me", "hush", Optional.empty()));
        assertThat(options(runner.withPropertyValues(
                                "rocketmq.consumer.access-key=me",
                                "rocketmq.consumer.secret-key=hush",
                                "rocketmq.client.access-key=you",
                                "rocketmq.client.secret-key=quiet"))
                        .credentials())
                .contains(new Credentials("you", "quiet", Optional.empty()));
    }

    @Test
    void halfOfTheCredentialsFailsWithoutSayingThem() {
        assertThat(Problems.of(runner.withBean(Orders.class).withPropertyValues("rocketmq.client.secret-key=hush")))
                .contains("rocketmq.client.access-key is not set, but the other key of the credentials is.")
                .doesNotContain("hush");
    }

    @Test
    void whatIsOutOfRangeNamesTheKey() {
        assertThat(Problems.of(runner.withBean(Orders.class).withPropertyValues("rocketmq.client.request-timeout=1ms")))
                .contains("rocketmq.client.request-timeout is PT0.001S; choose a value from PT0.1S to PT10M.");
        assertThat(Problems.of(runner.withBean(Orders.class).withPropertyValues("rocketmq.client.namespace=a b")))
                .contains("rocketmq.client.namespace 'a b' is no namespace");
        assertThat(Problems.of(runner.withBean(Orders.class)
                        .withPropertyValues(
                                "cluster=eu",
                                "rocketmq.clusters.eu.name-server=127.0.0.1:2",
                                "rocketmq.clusters.eu.client.weight=0")))
                .contains("rocketmq.clusters.eu.client.weight is 0; choose a value from 1 to 100.");
    }

    @Test
    void connectionDetailsReplaceNameServerKeysAndCertificates() {
        RocketMqConnectionDetails details = new RocketMqConnectionDetails() {
            @Override
            public List<String> nameServers() {
                return List.of("127.0.0.1:2");
            }

            @Override
            public Optional<Credentials> credentials() {
                return Optional.of(new Credentials("container", "its-key", Optional.empty()));
            }
        };

        ClientOptions options = options(runner.withBean(RocketMqConnectionDetails.class, () -> details)
                .withPropertyValues(
                        "rocketmq.client.access-key=me",
                        "rocketmq.client.secret-key=hush",
                        "rocketmq.client.ssl.enabled=true",
                        "rocketmq.client.io-threads=1"));

        assertThat(options.nameServers()).containsExactly("127.0.0.1:2");
        assertThat(options.credentials()).contains(new Credentials("container", "its-key", Optional.empty()));
        assertThat(options.tls()).isEmpty();
        assertThat(options.ioThreads()).isEqualTo(1);
    }

    @Test
    void customizersComeLastAndKnowTheCluster() {
        List<String> clusters = new ArrayList<>();
        RocketClientCustomizer customizer = (cluster, options) -> {
            clusters.add(cluster);
            options.zone("customized");
        };
        runner.withBean(RocketClientCustomizer.class, () -> customizer)
                .withPropertyValues("rocketmq.client.zone=eu-1a", "rocketmq.clusters.eu.name-server=127.0.0.1:2")
                .run(context -> {
                    RocketMqClusters known = context.getBean(RocketMqClusters.class);
                    assertThat(known.runtime("").options().zone()).isEqualTo("customized");
                    assertThat(known.runtime("eu").options().zone()).isEqualTo("customized");
                    assertThat(clusters).containsExactly("", "eu");
                });
    }

    @Test
    void encryptionTrustsTheJvmUnlessABundleIsNamed() {
        assertThat(options(runner.withPropertyValues("rocketmq.client.ssl.enabled=true"))
                        .tls())
                .hasValueSatisfying(tls -> {
                    assertThat(tls.sslContext()).isPresent();
                    assertThat(tls.verification()).isEqualTo(TlsOptions.Verification.FULL);
                });
        assertThat(options(runner.withPropertyValues(
                                "rocketmq.client.ssl.enabled=true",
                                "rocketmq.client.ssl.verification=insecure-any-certificate"))
                        .tls())
                .contains(TlsOptions.insecureAnyCertificate());
        assertThat(options(runner.withPropertyValues(
                                "rocketmq.client.ssl.enabled=false", "rocketmq.client.ssl.bundle=unused"))
                        .tls())
                .isEmpty();
    }

    @Test
    void anUnknownBundleFailsWithTheKnownOnes() {
        assertThat(Problems.of(runner.withBean(Orders.class).withPropertyValues("rocketmq.client.ssl.bundle=mine")))
                .contains("rocketmq.client.ssl.bundle is 'mine', but there is no SSL bundle of that name.");
        assertThat(Problems.of(runner.withBean(Orders.class)
                        .withPropertyValues(
                                "rocketmq.client.ssl.bundle=mine",
                                "spring.ssl.bundle.pem.mine.truststore.certificate=",
                                "rocketmq.client.ssl.verification=insecure-any-certificate")))
                .contains("but rocketmq.client.ssl.bundle says whom to trust");
    }

    @Test
    void listenersConsumeFromTheClusterThatTheyName() {
        ApplicationContextRunner application = runner.withBean(Orders.class)
                .withBean(FakeConsumers.class)
                .withPropertyValues(
                        "rocketmq.clusters.eu.name-server=127.0.0.1:2", "rocketmq.clusters.us.name-server=127.0.0.1:3");

        assertThat(clusterOf(application)).isEmpty();
        assertThat(clusterOf(application.withPropertyValues("rocketmq.consumer.cluster=us")))
                .isEqualTo("us");
        assertThat(clusterOf(application.withPropertyValues("rocketmq.consumer.cluster=us", "cluster=eu")))
                .isEqualTo("eu");
        assertThat(clusterOf(application.withPropertyValues("rocketmq.listeners.orders.cluster=us", "cluster=eu")))
                .isEqualTo("us");
    }

    @Test
    void anUnknownClusterFailsWithTheKnownOnes() {
        assertThat(Problems.of(runner.withBean(Orders.class)
                        .withPropertyValues("cluster=asia", "rocketmq.clusters.eu.name-server=127.0.0.1:2")))
                .contains("consumes from the cluster 'asia', which is not configured; the clusters are [eu].");
    }

    @Test
    void aClusterNeedsANameServer() {
        assertThat(Problems.of(runner.withBean(Orders.class)
                        .withPropertyValues("cluster=eu", "rocketmq.clusters.eu.client.io-threads=1")))
                .contains("No name server of the RocketMQ cluster 'eu' is configured.")
                .contains("Set rocketmq.clusters.eu.name-server to host:port");
    }

    @Test
    void clustersAreConnectedToWhenTheyAreFirstUsed() {
        runner.withBean(Orders.class)
                .withPropertyValues(
                        "cluster=eu",
                        "rocketmq.name-server=",
                        "rocketmq.clusters.eu.name-server=127.0.0.1:2",
                        "rocketmq.clusters.us.name-server=127.0.0.1:3")
                .run(context -> assertThat(
                                context.getBean(RocketMqClusters.class).opened())
                        .containsOnlyKeys("eu"));
    }

    @Test
    void failingFastNamesTheAddressesThatWereTried() {
        assertThat(Problems.of(runner.withBean(Orders.class)
                        .withPropertyValues(
                                "rocketmq.name-server=127.0.0.1:1;127.0.0.1:2", "rocketmq.client.fail-fast=true")))
                .contains(
                        "RocketMQ cannot be reached: no name server of [127.0.0.1:1, 127.0.0.1:2] answers; last failure:"
                                + " cannot connect to 127.0.0.1:2")
                .contains("rocketmq.client.fail-fast=false");
    }

    @Test
    void aRuntimeThatFailedToReachANameServerHearsOfNoBundle() {
        Bundles details = new Bundles();

        assertThat(Problems.of(runner.withBean(Orders.class)
                        .withBean(RocketMqConnectionDetails.class, () -> details)
                        .withPropertyValues("rocketmq.client.fail-fast=true")))
                .contains("RocketMQ cannot be reached");
        assertThat(details.handlers).isEmpty();
    }

    @Test
    void aRenewedBundleIsUsed(CapturedOutput output) {
        Bundles details = new Bundles();
        run(details, options -> {}, () -> details.renewed(SslBundle.of(SslStoreBundle.NONE)));

        assertThat(output).contains("rocketmq.client.ssl.bundle was renewed; new connections use it");
    }

    @Test
    void theEncryptionOfACustomizerStaysWhenTheBundleIsRenewed(CapturedOutput output) {
        Bundles details = new Bundles();
        TlsOptions own = TlsOptions.insecureAnyCertificate();
        run(details, options -> options.tls(own), () -> details.renewed(SslBundle.of(SslStoreBundle.NONE)));

        assertThat(output).doesNotContain("was renewed");
    }

    @Test
    void aRenewedBundleThatCannotBeUsedDoesNotKeepOthersFromHearingOfIt(CapturedOutput output) {
        Bundles details = new Bundles();
        run(details, options -> {}, () -> details.renewed(broken()));

        assertThat(output)
                .contains("rocketmq.client.ssl.bundle was renewed, but cannot be used; connections keep what they had")
                .contains("the key does not match");
    }

    private void run(Bundles details, Consumer<ClientOptions.Builder> customization, Runnable test) {
        RocketClientCustomizer customizer = (cluster, options) -> customization.accept(options);
        runner.withBean(RocketMqConnectionDetails.class, () -> details)
                .withBean(RocketClientCustomizer.class, () -> customizer)
                .run(context -> {
                    assertThat(context.getBean(ClientRuntime.class).options().tls())
                            .isPresent();
                    test.run();
                });
    }

    private static SslBundle broken() {
        return SslBundle.of(SslStoreBundle.NONE, SslBundleKey.NONE, SslOptions.NONE, "TLS", new SslManagerBundle() {
            @Override
            public KeyManagerFactory getKeyManagerFactory() {
                throw new IllegalStateException("the key does not match");
            }

            @Override
            public TrustManagerFactory getTrustManagerFactory() {
                throw new IllegalStateException("the key does not match");
            }
        });
    }

    /** Remembers who wants to hear of renewed bundles. */
    private static final class Bundles implements RocketMqConnectionDetails {
        final List<Consumer<SslBundle>> handlers = new ArrayList<>();

        @Override
        public List<String> nameServers() {
            return List.of("127.0.0.1:1");
        }

        @Override
        public Optional<SslBundle> sslBundle() {
            return Optional.of(SslBundle.systemDefault());
        }

        @Override
        public void onSslBundleUpdate(Consumer<SslBundle> listener) {
            handlers.add(listener);
        }

        void renewed(SslBundle bundle) {
            assertThat(handlers).hasSize(1);
            handlers.forEach(handler -> handler.accept(bundle));
        }
    }

    private static ClientOptions options(ApplicationContextRunner application) {
        List<ClientOptions> options = new ArrayList<>();
        application.run(
                context -> options.add(context.getBean(ClientRuntime.class).options()));
        return options.get(0);
    }

    private static String clusterOf(ApplicationContextRunner application) {
        List<String> clusters = new ArrayList<>();
        application.run(context -> clusters.add(
                context.getBean(FakeConsumers.class).of("orders-g").plan().cluster()));
        return clusters.get(0);
    }
}
