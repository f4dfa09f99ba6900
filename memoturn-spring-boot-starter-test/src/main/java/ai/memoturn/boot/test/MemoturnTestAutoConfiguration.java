package ai.memoturn.boot.test;

import ai.memoturn.boot.autoconfigure.MemoturnAutoConfiguration;
import ai.memoturn.boot.autoconfigure.MemoturnConnectionDetails;
import ai.memoturn.boot.scope.MemoryProfiles;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link AutoConfigureMemoturn}:
 * the node, and what keeps tests apart. Imported by that annotation alone.
 */
@AutoConfiguration(before = MemoturnAutoConfiguration.class)
public final class MemoturnTestAutoConfiguration {

	MemoturnTestAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(MemoturnConnectionDetails.class)
	TestNode memoturnTestNode() {
		return new TestNode();
	}

	@Bean
	IsolatedMemories isolatedMemories(ObjectProvider<MemoryProfiles> profiles, ObjectProvider<MemoryFixture> fixtures) {
		return new IsolatedMemories(profiles, fixtures);
	}

}
