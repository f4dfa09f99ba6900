package ai.memoturn.boot.autoconfigure;

import java.util.function.Consumer;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.MemoturnCredentials;
import ai.memoturn.client.ReactiveMemoturnClient;

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
			ObjectProvider<MemoturnClientBuilderCustomizer> customizers) {
		MemoturnClient.Builder builder = MemoturnClient.builder().url(connectionDetails::getUrl);
		PropertyMapper map = PropertyMapper.get();
		MemoturnCredentials credentials = connectionDetails.getCredentials();
		if (credentials != null) {
			builder.credentials(credentials);
		}
		else {
			map.from(connectionDetails::getToken).to(builder::token);
			map.from(connectionDetails::getPlatformKey).to(builder::platformKey);
		}
		map.from(properties::getSource).to(naming("memoturn.source", builder::source));
		map.from(properties::getConnectTimeout).to(naming("memoturn.connect-timeout", builder::connectTimeout));
		map.from(properties::getResponseTimeout).to(naming("memoturn.response-timeout", builder::responseTimeout));
		map.from(properties::getTotalTimeout).to(naming("memoturn.total-timeout", builder::totalTimeout));
		map.from(properties::getMaxConnections).to(naming("memoturn.max-connections", builder::maxConnections));
		map.from(properties::getMaxResponseSize)
			.to(naming("memoturn.max-response-size", (size) -> builder.maxResponseSize(bytes(size))));
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		try {
			return builder.build();
		}
		catch (IllegalArgumentException ex) {
			throw new MemoturnConfigurationException("The Memoturn client cannot be built: " + ex.getMessage() + ".",
					"Correct memoturn.* or the MemoturnClientBuilderCustomizer beans.", ex);
		}
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
