package ai.memoturn.boot.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

import javax.sql.DataSource;

import ai.memoturn.boot.listener.AuditErrorHandler;
import ai.memoturn.boot.listener.AuditListenerContainerCustomizer;
import ai.memoturn.boot.listener.AuditListenerContainerFactory;
import ai.memoturn.boot.listener.AuditListenerOptions;
import ai.memoturn.boot.listener.AuditListenerRegistry;
import ai.memoturn.boot.listener.AuditPollBudget;
import ai.memoturn.boot.listener.AuditRecoverer;
import ai.memoturn.boot.listener.DefaultAuditErrorHandler;
import ai.memoturn.boot.listener.annotation.AuditListenerAnnotationBeanPostProcessor;
import ai.memoturn.boot.listener.lease.AuditLeases;
import ai.memoturn.boot.listener.position.AuditPositionStore;
import ai.memoturn.boot.listener.position.DocumentAuditPositionStore;
import ai.memoturn.boot.listener.position.FileAuditPositionStore;
import ai.memoturn.boot.listener.position.InMemoryAuditPositionStore;
import ai.memoturn.boot.listener.position.JdbcAuditPositionStore;
import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.boot.scope.ProfileNameEncoding;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.audit.AuditEvent;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What listeners of the audit stream consist of.
 */
final class AuditListenerConfigurations {

	private AuditListenerConfigurations() {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JdbcClient.class)
	@ConditionalOnProperty(name = "memoturn.listener.positions.store", havingValue = "jdbc")
	static class JdbcPositions {

		@Bean
		@ConditionalOnBean(DataSource.class)
		@ConditionalOnMissingBean(AuditPositionStore.class)
		JdbcAuditPositionStore jdbcAuditPositionStore(DataSource dataSource) {
			return new JdbcAuditPositionStore(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Positions {

		private static final String DIRECTORY = "memoturn.listener.positions.directory";

		@Bean
		@ConditionalOnMissingBean(AuditPositionStore.class)
		@ConditionalOnProperty(name = "memoturn.listener.positions.store", havingValue = "memoturn",
				matchIfMissing = true)
		DocumentAuditPositionStore documentAuditPositionStore(MemoturnClient client,
				MemoturnListenerProperties properties) {
			MemoturnListenerProperties.Positions positions = properties.getPositions();
			return new DocumentAuditPositionStore(client, positions.getDatabase(), positions.getCollection());
		}

		@Bean
		@ConditionalOnMissingBean(AuditPositionStore.class)
		@ConditionalOnProperty(name = "memoturn.listener.positions.store", havingValue = "file")
		FileAuditPositionStore fileAuditPositionStore(MemoturnListenerProperties properties) {
			String directory = properties.getPositions().getDirectory();
			if (directory.isBlank()) {
				throw new InvalidConfigurationPropertyValueException(DIRECTORY, directory,
						"Must be set for memoturn.listener.positions.store=file");
			}
			try {
				return new FileAuditPositionStore(Path.of(directory));
			}
			catch (InvalidPathException ex) {
				throw new InvalidConfigurationPropertyValueException(DIRECTORY, directory,
						"Must be a path: " + ex.getReason());
			}
		}

		@Bean
		@ConditionalOnMissingBean(AuditPositionStore.class)
		@ConditionalOnProperty(name = "memoturn.listener.positions.store", havingValue = "memory")
		InMemoryAuditPositionStore inMemoryAuditPositionStore() {
			return new InMemoryAuditPositionStore();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Containers {

		@Bean
		static AuditListenerAnnotationBeanPostProcessor auditListenerAnnotationBeanPostProcessor(
				ObjectProvider<ApplicationNamespace> namespace) {
			return new AuditListenerAnnotationBeanPostProcessor(() -> namespace.getObject().required());
		}

		@Bean
		@ConditionalOnMissingBean
		AuditListenerRegistry auditListenerRegistry() {
			return new AuditListenerRegistry();
		}

		@Bean
		@ConditionalOnMissingBean
		AuditErrorHandler auditErrorHandler(MemoturnListenerProperties properties,
				ObjectProvider<AuditRecoverer> recoverers) {
			MemoturnListenerProperties.Retry retry = properties.getRetry();
			return new DefaultAuditErrorHandler(recoverers.getIfAvailable(AuditRecoverer::logging),
					DefaultAuditErrorHandler.backOff(retry.getAttempts(), retry.getFirstWait(), retry.getLongestWait()),
					List.of());
		}

		@Bean
		@ConditionalOnMissingBean
		AuditListenerContainerFactory auditListenerContainerFactory(MemoturnClient client,
				ObjectProvider<AuditPositionStore> stores, MemoturnListenerProperties properties,
				ObjectProvider<AuditListenerContainerCustomizer> customizers, ApplicationEventPublisher publisher,
				AuditErrorHandler errorHandler, ObjectProvider<AuditLeases> leases,
				ObjectProvider<ObservationRegistry> observationRegistry, ObjectProvider<MemoryProfiles> profiles,
				MemoturnProperties memoturn, Environment environment) {
			AuditPositionStore store = stores.getIfAvailable(() -> {
				throw new MemoturnConfigurationException(
						"memoturn.listener.positions.store is 'jdbc', but there is no DataSource.",
						"Add spring-boot-starter-jdbc and configure a DataSource, or choose another store.");
			});
			AuditListenerOptions options = AuditListenerOptions.of((builder) -> builder.batch(properties.getBatch())
				.acknowledge(properties.getAcknowledge())
				.pollInterval(properties.getPollInterval())
				.idleInterval(properties.getIdleInterval())
				.overlap(properties.getOverlap())
				.shutdownTimeout(properties.getShutdownTimeout())
				.autoStartup(properties.isAutoStartup())
				.errorHandler(errorHandler)
				.leases(leases.getIfUnique())
				.virtualThread(Threading.VIRTUAL.isActive(environment))
				.budget(AuditPollBudget.perSecond(properties.getMaxRequestsPerSecond()))
				.observationRegistry(observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP))
				.deliveryScope((events) -> open(profiles, memoturn.getScope().getEncoding(), events)));
			return new AuditListenerContainerFactory((namespace) -> client.audit(namespace)::page, store, options,
					customizers.orderedStream().toList(), publisher);
		}

		// A digest does not tell whose it is, so it cannot be made current as a user is.
		private static AuditListenerOptions.DeliveryScope.Opened open(ObjectProvider<MemoryProfiles> profiles,
				ProfileNameEncoding encoding, List<AuditEvent> events) {
			String profile = commonProfile(events);
			MemoryProfiles found = (profile != null && encoding == ProfileNameEncoding.STRICT) ? profiles.getIfUnique()
					: null;
			if (profile == null || found == null) {
				return () -> {
				};
			}
			return found.open(new MemoryScope(events.get(0).namespace(), profile, null))::close;
		}

		private static @Nullable String commonProfile(List<AuditEvent> events) {
			String profile = events.get(0).profile();
			return events.stream().allMatch((event) -> profile != null && profile.equals(event.profile())) ? profile
					: null;
		}

	}

}
