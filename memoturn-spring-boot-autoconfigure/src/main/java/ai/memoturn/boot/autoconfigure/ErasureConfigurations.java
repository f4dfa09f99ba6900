package ai.memoturn.boot.autoconfigure;

import java.time.Clock;
import java.time.Duration;

import ai.memoturn.boot.erasure.ErasureWatch;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.erasure.ReceiptVerifier;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What looks after erasures and verifies their receipts.
 */
class ErasureConfigurations {

	/**
	 * Comes before the embedded node, whose own key is for where no other is configured.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("memoturn.erasures.public-key")
	static class Verification {

		@Bean
		@ConditionalOnMissingBean
		ReceiptVerifier memoturnReceiptVerifier(MemoturnProperties properties) {
			try {
				return ReceiptVerifier.of(String.valueOf(properties.getErasures().getPublicKey()));
			}
			catch (IllegalArgumentException ex) {
				throw new MemoturnConfigurationException(
						"memoturn.erasures.public-key cannot be used: " + ex.getMessage() + ".",
						"Set it to the public key that the operator of the node tells, or remove it.");
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "memoturn.erasures.watch", matchIfMissing = true)
	static class Watch {

		@Bean
		@ConditionalOnMissingBean
		ErasureWatch memoturnErasureWatch(MemoturnClient client, ApplicationEventPublisher events,
				MemoturnProperties properties) {
			Duration interval = properties.getErasures().getInterval();
			if (interval.isZero() || interval.isNegative()) {
				throw new MemoturnConfigurationException(
						"memoturn.erasures.interval must be longer than zero, but is " + interval + ".",
						"Correct it, or set memoturn.erasures.watch to false.");
			}
			return new ErasureWatch(client, events, interval, Clock.systemUTC());
		}

	}

}
