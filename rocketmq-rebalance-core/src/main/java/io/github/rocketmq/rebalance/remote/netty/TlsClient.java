package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Encrypts connections to servers and checks who they are. Safe for use by any thread. */
public final class TlsClient {

    private final SslContext context;
    private final boolean verifyHostName;

    private TlsClient(SslContext context, boolean verifyHostName) {
        this.context = context;
        this.verifyHostName = verifyHostName;
    }

    /** With a context that knows whom to trust and what to show. */
    public static TlsClient of(SSLContext ready, boolean verifyHostName) {
        return new TlsClient(
                new JdkSslContext(
                        ready, true, null, IdentityCipherSuiteFilter.INSTANCE, null, ClientAuth.NONE, null, false),
                verifyHostName);
    }

    /** Starts from the authorities that the JVM trusts. */
    public static Builder builder() {
        return new Builder();
    }

    /** The handler for one connection; everything that follows it in a pipeline sees plain bytes. */
    SslHandler handler(ByteBufAllocator allocator, BrokerAddress address, Duration handshakeTimeout) {
        SslHandler handler = context.newHandler(allocator, address.host(), address.port());
        SSLParameters parameters = handler.engine().getSSLParameters();
        // The rules for host names in certificates are those of HTTPS, whatever is spoken inside.
        parameters.setEndpointIdentificationAlgorithm(verifyHostName ? "HTTPS" : "");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        return handler;
    }

    /** Collects whom to trust and what to show, from PEM files. Not safe for use by several threads. */
    public static final class Builder {

        private final SslContextBuilder context = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        private boolean verifyHostName = true;

        private Builder() {}

        /**
         * Trusts the certificates in these files, and no others.
         *
         * @throws IllegalArgumentException if a file cannot be read or contains no certificate
         */
        public Builder trust(List<Path> pemFiles) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Path file : pemFiles) {
                all.writeBytes(read("file of trusted certificates", file));
                all.write('\n');
            }
            try {
                context.trustManager(new ByteArrayInputStream(all.toByteArray()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "files of trusted certificates " + pemFiles + " contain none in PEM form", e);
            }
            return this;
        }

        /** Trusts everybody. */
        public Builder trustAnyCertificate() {
            context.trustManager(InsecureTrustManagerFactory.INSTANCE);
            verifyHostName = false;
            return this;
        }

        /** Accepts a trusted certificate for whatever host it is. */
        public Builder acceptAnyHostName() {
            verifyHostName = false;
            return this;
        }

        /**
         * Shows this certificate to servers that ask.
         *
         * @throws IllegalArgumentException if a file cannot be read or is not what it should be
         */
        public Builder show(Path chain, Path key, @Nullable String keyPassword) {
            InputStream certificates = new ByteArrayInputStream(read("file of the client certificate", chain));
            InputStream privateKey = new ByteArrayInputStream(read("file of the client's private key", key));
            try {
                context.keyManager(certificates, privateKey, keyPassword);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "client certificate " + chain + " and private key " + key
                                + " cannot be used; expected a certificate chain and a PKCS #8 key in PEM form,"
                                + " and the key's password if it has one",
                        e);
            }
            return this;
        }

        public TlsClient build() {
            try {
                return new TlsClient(context.build(), verifyHostName);
            } catch (SSLException e) {
                throw new IllegalArgumentException("TLS cannot be set up: " + e.getMessage(), e);
            }
        }

        private static byte[] read(String what, Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new IllegalArgumentException(what + " '" + file + "' cannot be read: " + e, e);
            }
        }
    }
}
