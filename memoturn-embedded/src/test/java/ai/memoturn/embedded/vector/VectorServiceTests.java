package ai.memoturn.embedded.vector;

import java.nio.file.Path;
import java.util.List;

import ai.memoturn.embedded.database.OneDatabase;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static ai.memoturn.embedded.fault.FaultAssertions.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link VectorService}.
 */
@Section("database 6")
class VectorServiceTests {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path directory;

	@SuppressWarnings("NullAway.Init")
	private OneDatabase database;

	@SuppressWarnings("NullAway.Init")
	private VectorService vectors;

	@BeforeEach
	void open() {
		this.database = new OneDatabase(this.directory);
		this.vectors = new VectorService(this.database.store, this.database.databases);
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	private void upsert(String id, float... vector) {
		this.vectors.upsert(OneDatabase.SPEC, "c", id, vector, false);
	}

	private List<String> ids(int k, float... vector) {
		return this.vectors.search(OneDatabase.SPEC, "c", vector, k).value().stream().map(FoundVector::id).toList();
	}

	@Test
	void whenVectorIsReplacedManyTimesThenOnlyTheLastIsFound() {
		for (int i = 0; i < 5000; i++) {
			upsert("same", i, 1);
			if (i % 1000 == 0) {
				upsert("other" + i, 0, 1);
			}
		}
		assertThat(ids(1000, 1, 0)).startsWith("same").hasSize(6);
		close();
		open();
		assertThat(ids(1000, 1, 0)).startsWith("same").hasSize(6);
	}

	@Test
	void whenFirstVectorFailsThenTheDimensionIsStillOpen() {
		this.database.execute("""
				CREATE TRIGGER poison AFTER INSERT ON __memoturn_vec_entries WHEN new.id = 'poison' BEGIN
					SELECT RAISE(FAIL, 'poison');
				END""");
		assertFault(FaultCode.INTERNAL, () -> upsert("poison", 1, 2, 3));
		assertThat(ids(10, 1, 2, 3, 4)).isEmpty();
		upsert("a", 1, 2);
		assertThat(ids(10, 1, 2)).containsExactly("a");
		assertFault(FaultCode.INVALID_REQUEST, () -> upsert("a", 1, 2, 3)).contains("different: 2");
	}

	@Test
	void whenDimensionIsBeyondTheLimitThenRefused() {
		assertFault(FaultCode.INVALID_REQUEST, () -> upsert("a", new float[65_537])).contains("65536");
		upsert("a", new float[65_536]);
		assertThat(ids(10, new float[65_536])).containsExactly("a");
	}

}
