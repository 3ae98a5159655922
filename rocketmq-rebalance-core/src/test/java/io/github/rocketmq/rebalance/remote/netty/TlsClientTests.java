package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("FutureReturnValueIgnored")
class TlsClientTests {

    @Test
    void aFileThatIsMissingOrNoCertificateIsNamed(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.pem");
        Path noCertificate = Files.writeString(folder.resolve("readme.pem"), "read me");

        assertThatThrownBy(() -> TlsClient.builder().trust(List.of(missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file of trusted certificates '" + missing + "' cannot be read");
        assertThatThrownBy(() -> TlsClient.builder().trust(List.of(noCertificate)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(noCertificate + "] contain none in PEM form");
        assertThatThrownBy(() -> TlsClient.builder().show(noCertificate, noCertificate, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a certificate chain and a PKCS #8 key in PEM form");
    }

    @Test
    void aServerThatDoesNotSpeakTlsIsSaidNotTo() {
        try (FakeServer server = FakeServer.plain(client -> client.writeAndFlush(
                        Unpooled.copiedBuffer("SSH-2.0-OpenSSH_9.2\r\n", StandardCharsets.US_ASCII)));
                NettyCluster cluster = NettyCluster.create(new NettySettings(
                        List.of(server.address().toString()),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(3),
                        1,
                        Map.of(),
                        Optional.empty(),
                        Optional.of(TlsClient.builder().build())))) {
            assertThatThrownBy(() -> cluster.broker(server.address())
                            .maxOffset(new MessageQueue("orders", "broker-a", 0))
                            .toCompletableFuture()
                            .join())
                    .hasCauseInstanceOf(RemoteException.NotConnected.class)
                    .hasMessageContaining("cannot connect to " + server.address()
                            + ": TLS handshake failed: the server does not speak TLS");
        }
    }
}
