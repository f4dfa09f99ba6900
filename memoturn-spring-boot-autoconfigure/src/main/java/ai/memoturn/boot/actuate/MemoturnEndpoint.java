package ai.memoturn.boot.actuate;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import ai.memoturn.client.ConnectionStatus;
import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.options.RetryStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint} that tells what the clients do: where their node is, how many
 * connections they have, when they send again and how often they did. Reads only, and
 * asks no node.
 */
@Endpoint(id = "memoturn")
public class MemoturnEndpoint {

	private final String mode;

	private final Map<String, MemoturnClient> clients;

	private final Function<String, @Nullable URI> urls;

	/**
	 * Create the endpoint.
	 * @param mode where memories are kept
	 * @param clients the clients by name
	 * @param urls tells the base URL of a client's node, {@code null} if it is not known
	 */
	public MemoturnEndpoint(String mode, Map<String, MemoturnClient> clients, Function<String, @Nullable URI> urls) {
		this.mode = mode;
		this.clients = new TreeMap<>(clients);
		this.urls = urls;
	}

	/**
	 * Describe all clients.
	 * @return mode and clients
	 */
	@ReadOperation
	public MemoturnDescriptor memoturn() {
		Map<String, ClientDescriptor> described = new TreeMap<>();
		this.clients.forEach((name, client) -> described.put(name, describe(name, client)));
		return new MemoturnDescriptor(this.mode, described);
	}

	/**
	 * Describe one client.
	 * @param client its name
	 * @return the client, or {@code null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable ClientDescriptor client(@Selector String client) {
		MemoturnClient found = this.clients.get(client);
		return (found != null) ? describe(client, found) : null;
	}

	private ClientDescriptor describe(String name, MemoturnClient client) {
		return new ClientDescriptor(this.urls.apply(name), client.connections(), client.retries());
	}

	/**
	 * All clients.
	 *
	 * @param mode where memories are kept
	 * @param clients the clients by name
	 */
	public record MemoturnDescriptor(String mode, Map<String, ClientDescriptor> clients) {

	}

	/**
	 * One client.
	 *
	 * @param url base URL of its node, {@code null} for a client that the application
	 * made itself
	 * @param connections what its connections do
	 * @param retries when it sends again, and how often it did
	 */
	public record ClientDescriptor(@Nullable URI url, ConnectionStatus connections, RetryStatus retries) {

	}

}
