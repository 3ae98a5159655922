package io.github.rocketmq.rebalance.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class CredentialsTests {

    @Test
    void hideTheirSecretsAlsoInsideOfOptions() {
        ClientOptions options = ClientOptions.builder()
                .nameServers("127.0.0.1:9876")
                .credentials("reader", "the-secret", "the-token")
                .build();

        assertThat(options.credentials()).contains(new Credentials("reader", "the-secret", Optional.of("the-token")));
        assertThat(options.toString())
                .contains("Credentials[accessKey=reader, secretKey=hidden, securityToken=hidden]")
                .doesNotContain("the-secret", "the-token");
    }

    @Test
    void refuseToBeHalf() {
        assertThatThrownBy(() -> new Credentials("reader", " ", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("secretKey of the credentials is empty; give all of them, or none for a cluster without"
                        + " access control");
    }
}
