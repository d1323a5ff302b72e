package dev.kindred.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.netty.channel.EventLoopGroup;
import io.quarkus.netty.MainEventLoopGroup;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class EventLoopsTest {

    @Inject
    @MainEventLoopGroup
    EventLoopGroup loops;

    @Test
    void thereIsOneForTwoProcessors() {
        assertThat(loops).hasSize((Runtime.getRuntime().availableProcessors() + 1) / 2);
    }
}
