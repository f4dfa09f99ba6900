package ai.memoturn.boot.listener;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import ai.memoturn.boot.listener.position.AuditPositionStore;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Creates containers that have client, position store and options in common.
 */
public final class AuditListenerContainerFactory {

	private final Function<String, AuditFeed> feeds;

	private final AuditPositionStore store;

	private final AuditListenerOptions options;

	private final List<AuditListenerContainerCustomizer> customizers;

	private final @Nullable ApplicationEventPublisher publisher;

	/**
	 * Create a factory.
	 * @param feeds where the stream of a namespace is read:
	 * {@code (namespace) -> AuditFeed.of(client, namespace)}
	 * @param store where positions are kept
	 * @param options the options of all containers, who share their budget
	 * @param customizers change the options of single containers, in this order
	 * @param publisher takes the events of containers; {@code null} for nobody
	 */
	public AuditListenerContainerFactory(Function<String, AuditFeed> feeds, AuditPositionStore store,
			AuditListenerOptions options, List<AuditListenerContainerCustomizer> customizers,
			@Nullable ApplicationEventPublisher publisher) {
		this.feeds = Objects.requireNonNull(feeds, "feeds must not be null");
		this.store = Objects.requireNonNull(store, "store must not be null");
		this.options = Objects.requireNonNull(options, "options must not be null");
		this.customizers = List.copyOf(customizers);
		this.publisher = publisher;
	}

	/**
	 * Create a container; it does not run yet.
	 * @param endpoint which events go to which handler
	 * @param own options of this container alone, which customizers can still change
	 * @return the container
	 * @throws IllegalArgumentException if a value cannot be used
	 */
	public AuditListenerContainer create(AuditListenerEndpoint endpoint, AuditListenerContainerCustomizer own) {
		AuditListenerOptions options = this.options.with((builder) -> {
			own.customize(endpoint, builder);
			this.customizers.forEach((customizer) -> customizer.customize(endpoint, builder));
		});
		return new AuditListenerContainer(endpoint, this.feeds.apply(endpoint.namespace()), this.store, options,
				this.publisher);
	}

}
