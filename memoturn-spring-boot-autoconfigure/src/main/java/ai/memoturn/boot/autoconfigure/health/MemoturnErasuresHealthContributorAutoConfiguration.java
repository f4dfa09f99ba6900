package ai.memoturn.boot.autoconfigure.health;

import ai.memoturn.boot.autoconfigure.MemoturnAutoConfiguration;
import ai.memoturn.boot.erasure.ErasureWatch;
import ai.memoturn.boot.health.ErasuresHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link ErasuresHealthIndicator}.
 */
@AutoConfiguration(after = MemoturnAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean(ErasureWatch.class)
@ConditionalOnEnabledHealthIndicator("memoturnerasures")
public final class MemoturnErasuresHealthContributorAutoConfiguration {

	MemoturnErasuresHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ErasuresHealthIndicator memoturnErasuresHealthIndicator(ErasureWatch watch) {
		return new ErasuresHealthIndicator(watch);
	}

}
