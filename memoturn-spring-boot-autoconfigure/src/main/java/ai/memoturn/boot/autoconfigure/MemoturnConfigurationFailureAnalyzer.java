package ai.memoturn.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link MemoturnConfigurationException}.
 */
class MemoturnConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<MemoturnConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MemoturnConfigurationException cause) {
		return new FailureAnalysis(cause.getDescription(), cause.getAction(), cause);
	}

}
