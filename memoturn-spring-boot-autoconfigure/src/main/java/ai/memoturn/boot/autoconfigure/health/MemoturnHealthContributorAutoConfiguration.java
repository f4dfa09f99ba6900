package ai.memoturn.boot.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.Map;

import ai.memoturn.boot.actuate.ClientNames;
import ai.memoturn.boot.autoconfigure.MemoturnAutoConfiguration;
import ai.memoturn.boot.health.MemoturnHealthIndicator;
import ai.memoturn.client.ReactiveMemoturnClient;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeReactiveHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MemoturnHealthIndicator}.
 */
@AutoConfiguration(after = MemoturnAutoConfiguration.class)
@ConditionalOnClass({ ReactiveMemoturnClient.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(ReactiveMemoturnClient.class)
@ConditionalOnEnabledHealthIndicator("memoturn")
public final class MemoturnHealthContributorAutoConfiguration
		extends CompositeReactiveHealthContributorConfiguration<MemoturnHealthIndicator, ReactiveMemoturnClient> {

	MemoturnHealthContributorAutoConfiguration() {
		super(MemoturnHealthIndicator::new);
	}

	@Bean
	@ConditionalOnMissingBean(name = { "memoturnHealthIndicator", "memoturnHealthContributor" })
	ReactiveHealthContributor memoturnHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		Map<String, ReactiveMemoturnClient> clients = new LinkedHashMap<>();
		SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, ReactiveMemoturnClient.class)
			.forEach((name, client) -> clients.put(ClientNames.of(name), client));
		return createContributor(clients);
	}

}
