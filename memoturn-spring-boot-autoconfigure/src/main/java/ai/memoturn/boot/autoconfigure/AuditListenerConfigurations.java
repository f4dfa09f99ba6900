package ai.memoturn.boot.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import javax.sql.DataSource;

import ai.memoturn.boot.listener.AuditErrorHandler;
import ai.memoturn.boot.listener.AuditFeed;
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
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
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
		@Lazy
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
		@Lazy
		@ConditionalOnMissingBean(AuditPositionStore.class)
		@ConditionalOnProperty(name = "memoturn.listener.positions.store", havingValue = "memoturn",
				matchIfMissing = true)
		DocumentAuditPositionStore documentAuditPositionStore(MemoturnClient client,
				MemoturnListenerProperties properties) {
			MemoturnListenerProperties.Positions positions = properties.getPositions();
			try {
				return new DocumentAuditPositionStore(client, positions.getDatabase(), positions.getCollection());
			}
			catch (IllegalArgumentException ex) {
				throw new MemoturnConfigurationException(
						"Positions cannot be kept in Memoturn: " + ex.getMessage() + ".",
						"Correct memoturn.listener.positions.database or memoturn.listener.positions.collection.", ex);
			}
		}

		@Bean
		@Lazy
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
		@Lazy
		@ConditionalOnMissingBean(AuditPositionStore.class)
		@ConditionalOnProperty(name = "memoturn.listener.positions.store", havingValue = "memory")
		InMemoryAuditPositionStore inMemoryAuditPositionStore() {
			return new InMemoryAuditPositionStore();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Containers {

		private static final String PREFIX = "memoturn.listener.";

		// Until events are written out, 2 seconds by default, nobody can read them.
		private static final Duration LEAST_OVERLAP = Duration.ofSeconds(2);

		@Bean
		static AuditListenerAnnotationBeanPostProcessor auditListenerAnnotationBeanPostProcessor(
				ObjectProvider<ApplicationNamespace> namespace, ObjectProvider<MemoturnListenerProperties> properties) {
			return new AuditListenerAnnotationBeanPostProcessor(() -> namespace.getObject().required(),
					() -> properties.getObject().getMonoTimeout());
		}

		@Bean
		@ConditionalOnMissingBean
		AuditListenerRegistry auditListenerRegistry() {
			return new AuditListenerRegistry();
		}

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		AuditErrorHandler auditErrorHandler(MemoturnListenerProperties properties,
				ObjectProvider<AuditRecoverer> recoverers) {
			MemoturnListenerProperties.Retry retry = properties.getRetry();
			try {
				return new DefaultAuditErrorHandler(recoverers.getIfAvailable(AuditRecoverer::logging),
						DefaultAuditErrorHandler.backOff(retry.getAttempts(), retry.getFirstWait(),
								retry.getLongestWait()),
						List.of());
			}
			catch (IllegalArgumentException ex) {
				throw new MemoturnConfigurationException(
						"memoturn.listener.retry.* cannot be used: " + ex.getMessage() + ".",
						"Correct memoturn.listener.retry.attempts, first-wait or longest-wait.", ex);
			}
		}

		// Lazy: without a listener there is nothing to configure or to complain about.
		@Bean
		@Lazy
		@ConditionalOnMissingBean
		AuditListenerContainerFactory auditListenerContainerFactory(MemoturnClient client,
				ObjectProvider<AuditPositionStore> stores, MemoturnListenerProperties properties,
				ObjectProvider<AuditListenerContainerCustomizer> customizers, ApplicationEventPublisher publisher,
				AuditErrorHandler errorHandler, ObjectProvider<AuditLeases> leases,
				ObjectProvider<ObservationRegistry> observationRegistry, ObjectProvider<MemoryProfiles> profiles,
				Environment environment) {
			AuditListenerOptions options = AuditListenerOptions.of((builder) -> {
				set(builder, properties);
				builder.errorHandler(errorHandler)
					.leases(leases(properties, leases))
					.observationRegistry(observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP))
					.virtualThread(Threading.VIRTUAL.isActive(environment))
					.deliveryScope((events) -> open(profiles, events));
			});
			return new AuditListenerContainerFactory((namespace) -> AuditFeed.of(client, namespace),
					store(properties, stores), options, customizers.orderedStream().toList(), publisher);
		}

		private static void set(AuditListenerOptions.Builder builder, MemoturnListenerProperties properties) {
			set("batch", properties.getBatch(), builder::batch);
			set("poll-interval", properties.getPollInterval(), builder::pollInterval);
			set("idle-interval", properties.getIdleInterval(), builder::idleInterval);
			set("overlap", properties.getOverlap(), (overlap) -> {
				if (overlap.compareTo(LEAST_OVERLAP) < 0) {
					throw new IllegalArgumentException("must not be shorter than the 2 seconds within which a node "
							+ "writes events out, or what is written out late is lost");
				}
				return builder.overlap(overlap);
			});
			set("policy-interval", properties.getPolicyInterval(), builder::policyInterval);
			set("lag-threshold", properties.getLagThreshold(), builder::lagThreshold);
			set("idle-threshold", properties.getIdleThreshold(), builder::idleThreshold);
			set("shutdown-timeout", properties.getShutdownTimeout(), builder::shutdownTimeout);
			set("max-requests-per-second", properties.getMaxRequestsPerSecond(),
					(requests) -> builder.budget(AuditPollBudget.perSecond(requests)));
			builder.acknowledge(properties.getAcknowledge()).autoStartup(properties.isAutoStartup());
		}

		private static <T> void set(String key, T value, Function<T, ?> setter) {
			MemoturnClients.named(PREFIX + key, value, setter);
		}

		private static AuditPositionStore store(MemoturnListenerProperties properties,
				ObjectProvider<AuditPositionStore> stores) {
			AuditPositionStore store = stores.getIfAvailable(() -> {
				throw new MemoturnConfigurationException(
						"memoturn.listener.positions.store is 'jdbc', but there is no DataSource.",
						"Add spring-boot-starter-jdbc and configure a DataSource, or choose another store.");
			});
			if (properties.getPositions().isRequireDurable() && !store.isDurable()) {
				throw new MemoturnConfigurationException(
						"memoturn.listener.positions.require-durable is true, but positions are kept in "
								+ store.describe() + ", which forgets them when the application ends.",
						"Set memoturn.listener.positions.store to memoturn, file or jdbc, or do not require it.");
			}
			return store;
		}

		private static @Nullable AuditLeases leases(MemoturnListenerProperties properties,
				ObjectProvider<AuditLeases> leases) {
			AuditLeases unique = leases.getIfUnique();
			if (unique == null && properties.getInstances() == MemoturnListenerProperties.Instances.MANY) {
				throw new MemoturnConfigurationException(
						"memoturn.listener.instances is 'many', but there is no AuditLeases bean, or more than one, to say "
								+ "which instance runs a listener.",
						"Define one: a ShedLockAuditLeases or a LockRegistryAuditLeases, for example.");
			}
			return unique;
		}

		private static AuditListenerOptions.DeliveryScope.Opened open(ObjectProvider<MemoryProfiles> profiles,
				List<AuditEvent> events) {
			String profile = commonProfile(events);
			MemoryProfiles found = (profile != null) ? profiles.getIfUnique() : null;
			if (profile == null || found == null) {
				return () -> {
				};
			}
			return found.open(MemoryScope.ofStored(events.get(0).namespace(), profile))::close;
		}

		private static @Nullable String commonProfile(List<AuditEvent> events) {
			String profile = events.get(0).profile();
			return events.stream().allMatch((event) -> profile != null && profile.equals(event.profile())) ? profile
					: null;
		}

	}

}
