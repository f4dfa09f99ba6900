package ai.memoturn.boot.autoconfigure;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import ai.memoturn.boot.actuate.ClientNames;
import ai.memoturn.boot.actuate.MemoturnEndpoint;
import ai.memoturn.boot.actuate.MemoturnInfoContributor;
import ai.memoturn.boot.actuate.MemoturnSanitizingFunction;
import ai.memoturn.client.MemoturnClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the actuator: the endpoint
 * {@code memoturn}, info, and no secret in any answer.
 */
@AutoConfiguration(after = MemoturnAutoConfiguration.class)
@ConditionalOnClass({ SanitizingFunction.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean({ MemoturnProperties.class, MemoturnClient.class })
public final class MemoturnActuatorAutoConfiguration {

	MemoturnActuatorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	MemoturnSanitizingFunction memoturnSanitizingFunction(MemoturnProperties properties) {
		MemoturnProperties.Embedded embedded = properties.getEmbedded();
		return new MemoturnSanitizingFunction(
				Stream
					.concat(Stream.concat(Stream.of(properties), properties.getClients().values().stream())
						.flatMap((client) -> Stream.of(client.getToken(), client.getPlatformKey())),
							Stream.of(embedded.getEmbedding(), embedded.getExtraction(), embedded.getAnswers())
								.flatMap((model) -> Stream.ofNullable(model.getApiKey())))
					.filter(Objects::nonNull)
					.toList());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	MemoturnEndpoint memoturnEndpoint(ListableBeanFactory beanFactory, MemoturnClients built) {
		Map<String, MemoturnClient> clients = new TreeMap<>();
		Arrays.stream(beanFactory.getBeanNamesForType(MemoturnClient.class))
			.forEach((name) -> clients.put(ClientNames.of(name), beanFactory.getBean(name, MemoturnClient.class)));
		return new MemoturnEndpoint(mode(beanFactory), clients, built::url);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnEnabledInfoContributor(value = "memoturn", fallback = InfoContributorFallback.DISABLE)
	MemoturnInfoContributor memoturnInfoContributor(ListableBeanFactory beanFactory) {
		return new MemoturnInfoContributor(mode(beanFactory),
				MemoturnClient.class.getPackage().getImplementationVersion());
	}

	private static String mode(ListableBeanFactory beanFactory) {
		return beanFactory.containsBean(MemoturnConnectionConfigurations.EMBEDDED_NODE) ? "embedded" : "remote";
	}

}
