package io.github.rocketmq.rebalance.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class TlsOptionsTests {

    private static final Path FILE = Path.of("authority.pem");

    @Test
    void verifyEverythingUnlessToldOtherwise() throws NoSuchAlgorithmException {
        assertThat(List.of(
                        TlsOptions.trustingJvm(),
                        TlsOptions.trusting(FILE),
                        TlsOptions.of(SSLContext.getDefault()),
                        TlsOptions.trustingJvm().withClientCertificate(FILE, FILE)))
                .allMatch(options -> options.verification() == TlsOptions.Verification.FULL);
        assertThat(TlsOptions.trusting(FILE).insecureAnyHostName().verification())
                .isEqualTo(TlsOptions.Verification.INSECURE_ANY_HOST_NAME);
        assertThat(TlsOptions.insecureAnyCertificate().insecureAnyHostName().verification())
                .isEqualTo(TlsOptions.Verification.INSECURE_ANY_CERTIFICATE);
    }

    @Test
    void refuseToBeToldTwoThingsAtOnce() throws NoSuchAlgorithmException {
        TlsOptions ready = TlsOptions.of(SSLContext.getDefault());

        assertThatThrownBy(() -> ready.withClientCertificate(FILE, FILE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give one or the other");
        assertThatThrownBy(() -> new TlsOptions(
                        List.of(FILE),
                        Optional.empty(),
                        Optional.empty(),
                        TlsOptions.Verification.INSECURE_ANY_CERTIFICATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give one or the other");
        assertThatThrownBy(TlsOptions::trusting)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trustingJvm()");
    }

    @Test
    void hideThePasswordOfTheKey() {
        assertThat(TlsOptions.trustingJvm().withClientCertificate(FILE, FILE, "open-sesame"))
                .asString()
                .contains("keyPassword=hidden")
                .doesNotContain("open-sesame");
    }
}
