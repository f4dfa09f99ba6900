package ai.memoturn.boot.actuate;

import java.util.Map;
import java.util.TreeMap;

import ai.memoturn.client.ConnectionStatus;
import ai.memoturn.client.MemoturnClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint} that tells what the clients do: where their node is and how many
 * connections they have. Reads only, and asks no node.
 */
@Endpoint(id = "memoturn")
public class MemoturnEndpoint {

	private final String mode;

	private final Map<String, MemoturnClient> clients;

	/**
	 * Create the endpoint.
	 * @param mode where memories are kept
	 * @param clients the clients by name
	 */
	public MemoturnEndpoint(String mode, Map<String, MemoturnClient> clients) {
		this.mode = mode;
		this.clients = new TreeMap<>(clients);
	}

	/**
	 * Describe all clients.
	 * @return mode and clients
	 */
	@ReadOperation
	public MemoturnDescriptor memoturn() {
		Map<String, ClientDescriptor> described = new TreeMap<>();
		this.clients.forEach((name, client) -> described.put(name, describe(client)));
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
		return (found != null) ? describe(found) : null;
	}

	private static ClientDescriptor describe(MemoturnClient client) {
		return new ClientDescriptor(client.connections());
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
	 * @param connections what its connections do
	 */
	public record ClientDescriptor(ConnectionStatus connections) {

	}

}
