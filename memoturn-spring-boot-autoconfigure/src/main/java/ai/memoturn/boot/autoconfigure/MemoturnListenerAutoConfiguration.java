package ai.memoturn.boot.autoconfigure;

import io.micrometer.core.instrument.binder.MeterBinder;

import ai.memoturn.boot.actuate.AuditListenersEndpoint;
import ai.memoturn.boot.health.AuditListenersHealthIndicator;
import ai.memoturn.boot.listener.AuditListenerMetrics;
import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.client.MemoturnClient;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for methods that listen to the audit
 * stream, and what tells of them.
 */
@AutoConfiguration(after = MemoturnAutoConfiguration.class,
		afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@ConditionalOnClass(MemoturnClient.class)
@ConditionalOnBean(MemoturnClient.class)
@EnableConfigurationProperties(MemoturnListenerProperties.class)
@Import({ AuditListenerConfigurations.Positions.class, AuditListenerConfigurations.JdbcPositions.class,
		AuditListenerConfigurations.Containers.class })
public final class MemoturnListenerAutoConfiguration {

	MemoturnListenerAutoConfiguration() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
	@ConditionalOnEnabledHealthIndicator("memoturnlisteners")
	static class Health {

		@Bean
		@ConditionalOnMissingBean
		AuditListenersHealthIndicator memoturnListenersHealthIndicator(AuditListenerRegistry registry) {
			return new AuditListenersHealthIndicator(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
	static class Actuator {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		AuditListenersEndpoint auditListenersEndpoint(AuditListenerRegistry registry) {
			return new AuditListenersEndpoint(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class Metrics {

		@Bean
		@ConditionalOnMissingBean
		AuditListenerMetrics auditListenerMetrics(AuditListenerRegistry registry) {
			return new AuditListenerMetrics(registry);
		}

	}

}
