package io.github.rocketmq.rebalance.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How connections to name servers and brokers are encrypted, and whom they trust. Immutable; {@code with...} and {@code
 * insecure...} return changed copies.
 *
 * <p>Unless something insecure is asked for, the chain of a server's certificate must end at a trusted authority, and the
 * certificate must be for the host that was called. Brokers are called by what they announce in routes ({@code brokerIP1}),
 * so their certificates have to carry that name or that IP address.
 *
 * @param trustedCertificates PEM files with the authorities to trust; empty for those that the JVM trusts
 * @param clientCertificate what this client shows to servers that ask for it
 * @param sslContext a ready context, which brings trust and client certificate itself
 * @param verification what is checked of a server's certificate
 */
public record TlsOptions(
        List<Path> trustedCertificates,
        Optional<ClientCertificate> clientCertificate,
        Optional<SSLContext> sslContext,
        Verification verification) {

    public TlsOptions {
        trustedCertificates = List.copyOf(trustedCertificates);
        if (sslContext.isPresent() && (!trustedCertificates.isEmpty() || clientCertificate.isPresent())) {
            throw new IllegalArgumentException(
                    "TLS is given a ready SSLContext and certificate files; the context brings"
                            + " its own trust and client certificate, so give one or the other");
        }
        if (verification == Verification.INSECURE_ANY_CERTIFICATE
                && (sslContext.isPresent() || !trustedCertificates.isEmpty())) {
            throw new IllegalArgumentException(
                    "TLS is told whom to trust and to accept any certificate; give one or the" + " other");
        }
    }

    /** What is checked of a server's certificate. */
    public enum Verification {
        /** That it comes from a trusted authority and is for the host that was called. */
        FULL,
        /** That it comes from a trusted authority. Whoever has any other certificate of it can pose as any server. */
        INSECURE_ANY_HOST_NAME,
        /** Nothing. Whoever is between this client and a server can read and change everything. */
        INSECURE_ANY_CERTIFICATE
    }

    /**
     * What a client shows.
     *
     * @param chain PEM file with the certificate and those between it and its authority
     * @param key PEM file with its private key, in PKCS #8
     * @param keyPassword opens {@code key}; empty if it is not encrypted
     */
    public record ClientCertificate(Path chain, Path key, Optional<String> keyPassword) {

        @Override
        public String toString() {
            return "ClientCertificate[chain=" + chain + ", key=" + key
                    + (keyPassword.isPresent() ? ", keyPassword=hidden" : "") + "]";
        }
    }

    /** Trusts the authorities that the JVM trusts. */
    public static TlsOptions trustingJvm() {
        return new TlsOptions(List.of(), Optional.empty(), Optional.empty(), Verification.FULL);
    }

    /** Trusts the authorities whose certificates are in these PEM files, and no others. */
    public static TlsOptions trusting(Path... pemFiles) {
        if (pemFiles.length == 0) {
            throw new IllegalArgumentException(
                    "TLS is given no file of trusted certificates; trustingJvm() trusts those of the JVM");
        }
        return new TlsOptions(List.of(pemFiles), Optional.empty(), Optional.empty(), Verification.FULL);
    }

    /** Uses a context that is ready. Host names are verified with it too. */
    public static TlsOptions of(SSLContext context) {
        return new TlsOptions(List.of(), Optional.empty(), Optional.of(context), Verification.FULL);
    }

    /** Accepts whatever a server shows: for trying things out only. */
    public static TlsOptions insecureAnyCertificate() {
        return new TlsOptions(List.of(), Optional.empty(), Optional.empty(), Verification.INSECURE_ANY_CERTIFICATE);
    }

    /** A copy that shows a certificate, for mutual TLS. */
    public TlsOptions withClientCertificate(Path chain, Path key) {
        return withClientCertificate(new ClientCertificate(chain, key, Optional.empty()));
    }

    /** A copy that shows a certificate whose key is encrypted. */
    public TlsOptions withClientCertificate(Path chain, Path key, String keyPassword) {
        return withClientCertificate(new ClientCertificate(chain, key, Optional.of(keyPassword)));
    }

    /** A copy that does not look for which host a certificate is. */
    public TlsOptions insecureAnyHostName() {
        return new TlsOptions(
                trustedCertificates,
                clientCertificate,
                sslContext,
                verification == Verification.FULL ? Verification.INSECURE_ANY_HOST_NAME : verification);
    }

    private TlsOptions withClientCertificate(ClientCertificate shown) {
        return new TlsOptions(trustedCertificates, Optional.of(shown), sslContext, verification);
    }
}
