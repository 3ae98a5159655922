package io.github.rocketmq.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.MemberTag;
import io.github.rocketmq.rebalance.api.ClientOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemberTagsTests {

    private static final Map<String, String> POD =
            Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "HOSTNAME", "order-service-2");

    @Test
    void whatIsConfiguredComesFirst() {
        assertThat(tag(POD, options().allocationKey("till-4").zone("eu-1a").weight(3)))
                .isEqualTo(new MemberTag("till-4", "eu-1a", 3));
    }

    @Test
    void thenThePodsNameInKubernetes() {
        assertThat(tag(POD, options())).isEqualTo(new MemberTag("order-service-2", "", 1));
    }

    @Test
    void andElseTheHostsNameWithoutWhatClientIdsCannotHave() {
        assertThat(tag(Map.of("HOSTNAME", "a shell's variable"), options()))
                .isEqualTo(new MemberTag("pc_7.example.org", "", 1));
        assertThat(tag(Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1"), options())
                        .key())
                .isEqualTo("pc_7.example.org");
    }

    @Test
    void thisProcessHasAKeyThatStaysTheSame() {
        ClientOptions options = options().build();

        assertThat(MemberTags.ofThisProcess().of(options))
                .isEqualTo(MemberTags.ofThisProcess().of(options));
    }

    private static ClientOptions.Builder options() {
        return ClientOptions.builder().nameServers("127.0.0.1:9876");
    }

    private static MemberTag tag(Map<String, String> environment, ClientOptions.Builder options) {
        return new MemberTags(environment::get, () -> "pc 7.example.org").of(options.build());
    }
}
