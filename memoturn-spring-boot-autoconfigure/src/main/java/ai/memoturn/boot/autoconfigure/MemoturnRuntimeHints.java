package ai.memoturn.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Tells ahead-of-time processing what applications may read from this jar. What their
 * beans need is found bean by bean, the wire types by the client.
 */
class MemoturnRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("ai/memoturn/boot/listener/position/schema.sql");
	}

}
