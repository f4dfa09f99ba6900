package ai.memoturn.boot.autoconfigure;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.boot.listener.annotation.AuditListener;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.audit.AuditEvent;
import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.policy.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which threads listeners run on.
 */
class VirtualThreadTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(MemoturnAutoConfiguration.class, MemoturnListenerAutoConfiguration.class))
		.withUserConfiguration(Listening.class)
		.withPropertyValues("memoturn.mode=embedded", "memoturn.embedded.temporary=true",
				"memoturn.listener.positions.store=memory", "memoturn.listener.poll-interval=100ms");

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@EnabledForJreRange(min = JRE.JAVA_21)
	void listenersShouldRunOnTheThreadsThatTheApplicationWants(boolean virtual) {
		this.application.withPropertyValues("spring.threads.virtual.enabled=" + virtual).run((context) -> {
			Thread thread = deliver(context.getBean(MemoturnClient.class), context.getBean(Listener.class));
			assertThat(thread.getName()).isEqualTo("memoturn-audit-listener.onEvent");
			// Part of the language from 21 on.
			assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(virtual);
			context.getBean(AuditListenerRegistry.class).stop();
			thread.join(10_000);
			assertThat(thread.isAlive()).isFalse();
		});
	}

	@Test
	void whenThereAreNoVirtualThreadsThenThePropertyChangesNothing() {
		this.application.withPropertyValues("spring.threads.virtual.enabled=" + (JRE.currentVersionNumber() < 21))
			.run((context) -> assertThat(
					deliver(context.getBean(MemoturnClient.class), context.getBean(Listener.class)).isDaemon())
				.isFalse());
	}

	private static Thread deliver(MemoturnClient client, Listener listener) throws InterruptedException {
		client.policies().putNamespace("dev", Policy.builder().auditEnabled(true).build());
		client.memory("dev", "alice").ingest(MemoryInput.event("anything"));
		return Optional.ofNullable(listener.threads.poll(20, TimeUnit.SECONDS)).orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	static class Listener {

		private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();

		@AuditListener
		void onEvent(AuditEvent event) {
			this.threads.add(Thread.currentThread());
		}

	}

}
