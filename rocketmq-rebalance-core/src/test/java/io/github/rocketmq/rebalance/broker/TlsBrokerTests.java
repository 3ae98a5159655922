package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.SendFailedException;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.api.TlsOptions;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.test.ChildRocketMq;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import io.github.rocketmq.rebalance.test.TestCertificates;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Apache's own TLS, which lets nobody in without a certificate. */
class TlsBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path folder;

    private static TestCertificates authority;
    private static TestCertificates.Issued client;
    private static Path otherAuthority;
    private static ChildRocketMq cluster;
    private static String localhost;

    @BeforeAll
    static void startServersWithTls() throws Exception {
        authority = new TestCertificates(Files.createDirectory(folder.resolve("ours")));
        otherAuthority = new TestCertificates(Files.createDirectory(folder.resolve("theirs"))).authority();
        TestCertificates.Issued server = authority.issue("server", "ip:127.0.0.1");
        client = authority.issue("client", "dns:client");
        Map<String, String> properties = new HashMap<>();
        properties.put("tls.test.mode.enable", "false");
        properties.put("tls.config.file", folder.resolve("none").toString());
        properties.put("tls.server.mode", "enforcing");
        properties.put("tls.server.certPath", server.chain().toString());
        properties.put("tls.server.keyPath", server.key().toString());
        properties.put("tls.server.need.client.auth", "require");
        properties.put("tls.server.authClient", "true");
        properties.put("tls.server.trustCertPath", authority.authority().toString());
        // The broker is a client of the name server, but tells Netty no host to verify, which Netty 4.2 does by
        // default.
        properties.put("io.netty.handler.ssl.defaultEndpointVerificationAlgorithm", "NONE");
        properties.put("tls.enable", "true");
        properties.put("tls.client.certPath", client.chain().toString());
        properties.put("tls.client.keyPath", client.key().toString());
        properties.put("tls.client.authServer", "true");
        properties.put("tls.client.trustCertPath", authority.authority().toString());
        cluster = ChildRocketMq.start(EmbeddedRocketMq.builder(), Map.of("orders", 2), properties);
        localhost = cluster.nameServerAddress().replace("127.0.0.1", "localhost");
    }

    @AfterAll
    static void stopServers() {
        cluster.close();
    }

    @Test
    void messagesTravelEncryptedBetweenThoseWhoTrustEachOther() {
        assertTravels(cluster.nameServerAddress(), trusted().withClientCertificate(client.chain(), client.key()));
    }

    @Test
    void aReadyContextServesAsWell() throws Exception {
        assertTravels(cluster.nameServerAddress(), TlsOptions.of(readyContext()));
    }

    @Test
    void aServerOfAnotherAuthorityIsRefused() {
        assertRefused(
                cluster.nameServerAddress(),
                TlsOptions.trusting(otherAuthority).withClientCertificate(client.chain(), client.key()),
                "cannot connect to " + cluster.nameServerAddress() + ": TLS handshake failed: the server's certificate"
                        + " comes from nobody this client trusts");
        assertRefused(
                cluster.nameServerAddress(),
                TlsOptions.trustingJvm().withClientCertificate(client.chain(), client.key()),
                "comes from nobody this client trusts");
        assertTravels(
                cluster.nameServerAddress(),
                TlsOptions.insecureAnyCertificate().withClientCertificate(client.chain(), client.key()));
    }

    @Test
    void aCertificateForAnotherHostIsRefusedWhoeverIssuedIt() throws Exception {
        TlsOptions options = trusted().withClientCertificate(client.chain(), client.key());

        assertRefused(localhost, options, "the server's certificate is not good for host 'localhost'");
        assertRefused(
                localhost, TlsOptions.of(readyContext()), "the server's certificate is not good for host 'localhost'");
        assertTravels(localhost, options.insecureAnyHostName());
        assertTravels(localhost, TlsOptions.of(readyContext()).insecureAnyHostName());
        assertRefused(
                localhost,
                TlsOptions.trusting(otherAuthority)
                        .withClientCertificate(client.chain(), client.key())
                        .insecureAnyHostName(),
                "comes from nobody this client trusts");
    }

    @Test
    void aClientThatShowsNoCertificateIsToldThatOneIsMissing() {
        assertRefused(cluster.nameServerAddress(), trusted(), "does the server want a client certificate");
    }

    @Test
    void aPlainClientFailsAtOnce() {
        assertThatThrownBy(() -> travel(ClientOptions.builder()
                        .nameServers(cluster.nameServerAddress())
                        .build()))
                .isInstanceOf(SendFailedException.class)
                .hasMessageContaining(cluster.nameServerAddress());
    }

    @Test
    void newConnectionsUseWhatWasRenewed() {
        TlsOptions distrusting =
                TlsOptions.trusting(otherAuthority).withClientCertificate(client.chain(), client.key());
        OutgoingMessage message = OutgoingMessage.of("orders", new byte[] {1});
        try (ClientRuntime runtime = ClientRuntime.create(ClientOptions.builder()
                        .nameServers(cluster.nameServerAddress())
                        .tls(distrusting)
                        .build());
                Producer producer = runtime.producer("tls-producer")) {
            assertThatThrownBy(() -> producer.send(message))
                    .hasMessageContaining("comes from nobody this client trusts");

            runtime.tls(trusted().withClientCertificate(client.chain(), client.key()));

            await().atMost(PATIENCE).ignoreExceptions().until(() -> producer.send(message) != null);
            assertThat(runtime.reachNameServer()).succeedsWithin(PATIENCE);

            runtime.tls(distrusting);

            assertThat(producer.send(message)).as("on the open connection").isNotNull();
        }
    }

    @Test
    void plainConnectionsStayPlain() {
        try (ClientRuntime runtime = ClientRuntime.create(
                ClientOptions.builder().nameServers(cluster.nameServerAddress()).build())) {
            assertThatThrownBy(() -> runtime.tls(trusted()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the connections of this client are plain");
        }
    }

    private static TlsOptions trusted() {
        return TlsOptions.trusting(authority.authority());
    }

    private static SSLContext readyContext() throws Exception {
        KeyStore ours = KeyStore.getInstance(folder.resolve("ours/keys.p12").toFile(), "password".toCharArray());
        KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
        trust.load(null);
        try (InputStream pem = Files.newInputStream(authority.authority())) {
            trust.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(ours, "password".toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static void assertTravels(String nameServer, TlsOptions tls) {
        travel(ClientOptions.builder().nameServers(nameServer).tls(tls).build());
    }

    private static void assertRefused(String nameServer, TlsOptions tls, String why) {
        assertThatThrownBy(() -> travel(
                        ClientOptions.builder().nameServers(nameServer).tls(tls).build()))
                .isInstanceOf(SendFailedException.class)
                .hasMessageContaining(why);
    }

    /** Sends a message and consumes it. */
    private static void travel(ClientOptions options) {
        ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
        String body = NAMES.incrementAndGet() + "-body";
        PushConsumerOptions consuming = PushConsumerOptions.builder("tls-" + NAMES.incrementAndGet())
                .subscribe("orders")
                .startPosition(StartPosition.earliest())
                .build();
        try (ClientRuntime runtime = ClientRuntime.create(options);
                Producer producer = runtime.producer("tls-producer");
                PushConsumer consumer = PushConsumers.builder(runtime, consuming, message -> {
                            bodies.add(new String(message.body(), StandardCharsets.UTF_8));
                            return ConsumeResult.consumed();
                        })
                        .build()) {
            producer.send(OutgoingMessage.of("orders", body.getBytes(StandardCharsets.UTF_8)));
            consumer.start();

            await().atMost(PATIENCE).until(() -> bodies.contains(body));
            assertThat(consumer.snapshot().lastRebalance()).isPresent();
        }
    }
}
