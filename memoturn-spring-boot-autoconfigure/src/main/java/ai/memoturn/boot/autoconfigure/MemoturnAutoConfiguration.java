package ai.memoturn.boot.autoconfigure;

import ai.memoturn.client.MemoturnClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for Memoturn: the connection, the
 * embedded node where there is no other, the client, what looks after erasures, and the
 * memory profile of the current user.
 */
@AutoConfiguration
@ConditionalOnClass(MemoturnClient.class)
@EnableConfigurationProperties(MemoturnProperties.class)
@Import({ ErasureConfigurations.Verification.class, MemoturnConnectionConfigurations.Embedded.class,
		MemoturnConnectionConfigurations.Remote.class, MemoturnClientConfiguration.class,
		ErasureConfigurations.Watch.class, MemoryProfileConfigurations.Rules.class,
		MemoryProfileConfigurations.SpringSecurity.class, MemoryProfileConfigurations.ServletContainer.class,
		MemoryProfileConfigurations.ReactiveServer.class, MemoryProfileConfigurations.ReactiveExchange.class,
		MemoryProfileConfigurations.Scoped.class, CurrentMemoryProfileConfigurations.Servlet.class,
		CurrentMemoryProfileConfigurations.Reactive.class })
public final class MemoturnAutoConfiguration {

	MemoturnAutoConfiguration() {
	}

}
