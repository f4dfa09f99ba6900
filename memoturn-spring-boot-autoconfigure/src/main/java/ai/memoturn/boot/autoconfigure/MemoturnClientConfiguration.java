package ai.memoturn.boot.autoconfigure;

import java.time.Duration;
import java.util.function.Consumer;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import ai.memoturn.client.observation.MemoturnCallConvention;
import ai.memoturn.client.options.RetrySettings;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/**
 * Both faces of the client.
 */
@Configuration(proxyBeanMethods = false)
class MemoturnClientConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	MemoturnClient memoturnClient(MemoturnProperties properties, MemoturnConnectionDetails connectionDetails,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<MemoturnCallConvention> observationConvention,
			ObjectProvider<MemoturnClientBuilderCustomizer> customizers) {
		MemoturnClient.Builder builder = MemoturnClient.builder().url(connectionDetails::getUrl);
		PropertyMapper map = PropertyMapper.get();
		map.from(connectionDetails::getToken).to(builder::token);
		map.from(connectionDetails::getPlatformKey).to(builder::platformKey);
		map.from(properties::getSource).to(naming("memoturn.source", builder::source));
		map.from(properties::getConnectTimeout).to(naming("memoturn.connect-timeout", builder::connectTimeout));
		map.from(properties::getResponseTimeout).to(naming("memoturn.response-timeout", builder::responseTimeout));
		map.from(properties::getTotalTimeout).to(naming("memoturn.total-timeout", builder::totalTimeout));
		map.from(properties::getMaxConnections).to(naming("memoturn.max-connections", builder::maxConnections));
		map.from(properties::getMaxResponseSize)
			.to(naming("memoturn.max-response-size", (size) -> builder.maxResponseSize(bytes(size))));
		builder.retry(retry(properties.getRetry()));
		MemoturnProperties.ReadYourWrites readYourWrites = properties.getReadYourWrites();
		map.from((readYourWrites.isEnabled()) ? readYourWrites.getTimeToLive() : Duration.ZERO)
			.to(naming("memoturn.read-your-writes.time-to-live", builder::readYourWrites));
		observationRegistry.ifUnique(builder::observationRegistry);
		observationConvention.ifUnique(builder::observationConvention);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		try {
			return builder.build();
		}
		catch (IllegalArgumentException ex) {
			throw new MemoturnConfigurationException("The Memoturn client cannot be built: " + ex.getMessage() + ".",
					"Correct memoturn.* or the MemoturnClientBuilderCustomizer beans.", ex);
		}
	}

	private static RetrySettings retry(MemoturnProperties.Retry retry) {
		if (!retry.isEnabled()) {
			return RetrySettings.off();
		}
		RetrySettings[] settings = { RetrySettings.defaults() };
		PropertyMapper map = PropertyMapper.get();
		map.from(retry::getMaxAttempts)
			.to(naming("memoturn.retry.max-attempts", (value) -> settings[0] = settings[0].maxAttempts(value)));
		map.from(retry::getInitialInterval)
			.to(naming("memoturn.retry.initial-interval", (value) -> settings[0] = settings[0].initialInterval(value)));
		map.from(retry::getMultiplier)
			.to(naming("memoturn.retry.multiplier", (value) -> settings[0] = settings[0].multiplier(value)));
		map.from(retry::getMaxInterval)
			.to(naming("memoturn.retry.max-interval", (value) -> settings[0] = settings[0].maxInterval(value)));
		map.from(retry::getMaxRetryAfter)
			.to(naming("memoturn.retry.max-retry-after", (value) -> settings[0] = settings[0].maxRetryAfter(value)));
		map.from(retry::getBudget)
			.to(naming("memoturn.retry.budget", (value) -> settings[0] = settings[0].budget(value)));
		return settings[0];
	}

	// The builder knows what is wrong with a value, but not by which property it came.
	private static <T> Consumer<T> naming(String property, Consumer<T> setter) {
		return (value) -> {
			try {
				setter.accept(value);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException(property, value, ex.getMessage());
			}
		};
	}

	private static int bytes(DataSize size) {
		int bytes = (int) size.toBytes();
		if (bytes != size.toBytes()) {
			throw new IllegalArgumentException("must not exceed " + Integer.MAX_VALUE + " bytes");
		}
		return bytes;
	}

	@Bean
	@ConditionalOnMissingBean
	ReactiveMemoturnClient reactiveMemoturnClient(MemoturnClient client) {
		return client.reactive();
	}

}
