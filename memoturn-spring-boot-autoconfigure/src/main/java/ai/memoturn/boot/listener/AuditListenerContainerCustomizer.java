package ai.memoturn.boot.listener;

/**
 * Changes the options of single containers. Called for each before it is created.
 */
@FunctionalInterface
public interface AuditListenerContainerCustomizer {

	/**
	 * Change options.
	 * @param endpoint whose options they are
	 * @param options the options
	 */
	void customize(AuditListenerEndpoint endpoint, AuditListenerOptions.Builder options);

}
