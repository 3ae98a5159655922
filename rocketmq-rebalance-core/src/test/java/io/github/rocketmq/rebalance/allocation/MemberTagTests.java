package io.github.rocketmq.rebalance.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.model.ClientId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberTagTests {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1@7#99~b1~web-0, web-0, '', 1",
        "10.0.0.1@7#99~b1~web-0~z=eu-1a, web-0, eu-1a, 1",
        "10.0.0.1@7#99~b1~web-0~w=3, web-0, '', 3",
        "10.0.0.1@7#99~b1~web-0~z=eu-1a~w=100, web-0, eu-1a, 100",
    })
    void saysWhatStandsAtTheEndOfAClientId(String id, String key, String zone, int weight) {
        MemberTag tag = new MemberTag(key, zone, weight);

        assertThat(MemberTag.of(new ClientId(id))).contains(tag);
        assertThat(tag.suffix()).isEqualTo(id.substring("10.0.0.1@7#99".length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1@7#99",
                "10.0.0.1@7#99~b2~web-0",
                "10.0.0.1@7#99~b1~",
                "10.0.0.1@7#99~b1~~w=2",
                "10.0.0.1@7#99~b1~web 0",
                "10.0.0.1@7#99~b1"
            })
    void othersHaveNone(String id) {
        assertThat(MemberTag.of(new ClientId(id))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "~b1~web-0~x=1~z=eu-1a~w=2",
                "~b1~web-0~z=eu-1a~w=2~z=us~w=9",
                "~b1~web-0~~z=eu-1a~w=2~",
                "~b1~web-0~z=eu-1a~w=2~b2~other"
            })
    void partsThatAreNotUnderstoodOrComeAgainAreSkipped(String suffix) {
        assertThat(MemberTag.of(new ClientId("10.0.0.1@7#99" + suffix))).contains(new MemberTag("web-0", "eu-1a", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"w=0", "w=101", "w=-1", "w=+2", "w=02", "w=two", "w=", "z=eu 1a", "z=", "w=99999999999"})
    void zonesAndWeightsThatCannotBeCountAsNone(String part) {
        assertThat(MemberTag.of(new ClientId("10.0.0.1@7#99~b1~web-0~" + part)))
                .contains(new MemberTag("web-0", "", 1));
    }

    @Test
    void cannotBeMadeOfWhatWouldBreakAClientId() {
        assertThatThrownBy(() -> new MemberTag("web@0", "", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "allocationKey 'web@0' cannot stand in a client id; use 1 to 100 letters, digits, '.', '_' and"
                                + " '-'");
        assertThatThrownBy(() -> new MemberTag("", "", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MemberTag("web-0", "a~b", 1)).hasMessageStartingWith("zone 'a~b'");
        assertThatThrownBy(() -> new MemberTag("web-0", "", 101))
                .hasMessage("weight is 101; choose a value from 1 to 100");
    }

    @Test
    void makesANameOfAnyTextAndKeepsItsEnd() {
        assertThat(MemberTag.nameOf("Büro 7%x@home~")).isEqualTo("B_ro_7_x_home_");
        assertThat(MemberTag.nameOf("a".repeat(200) + "-17")).isEqualTo("a".repeat(97) + "-17");
    }
}
