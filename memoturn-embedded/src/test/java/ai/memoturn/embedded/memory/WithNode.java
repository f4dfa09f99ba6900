package ai.memoturn.embedded.memory;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gives each test a memory service on an empty directory.
 */
abstract class WithNode {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	Path directory;

	@SuppressWarnings("NullAway.Init")
	Node node;

	@BeforeEach
	void open() {
		this.node = Node.open(this.directory);
	}

	@AfterEach
	void close() {
		this.node.close();
	}

}
