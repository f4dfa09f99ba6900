package ai.memoturn.boot.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * The containers of an application, which it starts and stops together. Thread-safe.
 */
public final class AuditListenerRegistry implements SmartLifecycle, DisposableBean {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, AuditListenerContainer> containers = new LinkedHashMap<>();

	private final List<Consumer<AuditListenerContainer>> observers = new ArrayList<>();

	private volatile boolean running;

	/**
	 * Add a container. It starts at once if the registry runs, as its options say.
	 * @param container the container
	 * @throws IllegalStateException if there is one with its id
	 */
	public void register(AuditListenerContainer container) {
		this.lock.lock();
		try {
			if (this.containers.putIfAbsent(container.id(), container) != null) {
				throw new IllegalStateException("There are two audit listeners with the id '" + container.id()
						+ "', which names the position of one: give each an id of its own");
			}
			this.observers.forEach((observer) -> observer.accept(container));
		}
		finally {
			this.lock.unlock();
		}
		if (this.running && container.isAutoStartup()) {
			container.start();
		}
	}

	/**
	 * Tell of each container, of those that are there now and of those that come.
	 * @param observer told of a container before it starts
	 */
	void observe(Consumer<AuditListenerContainer> observer) {
		this.lock.lock();
		try {
			this.observers.add(observer);
			this.containers.values().forEach(observer);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return a container.
	 * @param id the id of its listener
	 * @return the container; empty if there is none
	 */
	public Optional<AuditListenerContainer> find(String id) {
		this.lock.lock();
		try {
			return Optional.ofNullable(this.containers.get(id));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Return all containers.
	 * @return the containers in the order in which they were added; unmodifiable
	 */
	public Collection<AuditListenerContainer> all() {
		this.lock.lock();
		try {
			return List.copyOf(this.containers.values());
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void start() {
		this.running = true;
		for (AuditListenerContainer container : all()) {
			if (container.isAutoStartup()) {
				container.start();
			}
		}
	}

	/** Stop all containers at the same time, and wait for each. */
	@Override
	public void stop() {
		this.running = false;
		List<AuditListenerContainer> stopping = new ArrayList<>();
		List<@Nullable AuditListenerRun> runs = new ArrayList<>();
		for (AuditListenerContainer container : all()) {
			stopping.add(container);
			runs.add(container.requestStop());
		}
		for (int i = 0; i < stopping.size(); i++) {
			AuditListenerRun run = runs.get(i);
			if (run != null) {
				stopping.get(i).awaitStopped(run);
			}
		}
	}

	@Override
	public void stop(Runnable callback) {
		try {
			stop();
		}
		finally {
			callback.run();
		}
	}

	/** Stop what still runs although nothing stopped the life cycle. */
	@Override
	public void destroy() {
		stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return AuditListenerContainer.PHASE;
	}

}
