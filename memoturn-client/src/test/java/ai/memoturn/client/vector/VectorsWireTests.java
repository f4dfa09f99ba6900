package ai.memoturn.client.vector;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.testing.DatabaseWire;
import ai.memoturn.client.testing.ExpectedRequest;
import ai.memoturn.client.testing.Face;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static ai.memoturn.client.testing.DatabaseWire.bad;
import static ai.memoturn.client.testing.DatabaseWire.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What vectors put on the wire, byte for byte, and what is made of what comes back.
 */
class VectorsWireTests {

	private static final DatabaseWire wire = new DatabaseWire();

	@AfterAll
	static void close() {
		wire.close();
	}

	static Stream<Arguments> requests() {
		return ExpectedRequest.onBothFaces(
				request("POST", "/vectors/My_docs-1", "{\"id\":\"a/b é\",\"embedding\":[1.0,-0.5]}",
						(db) -> db.vectors("My_docs-1").upsert("a/b é", new float[] { 1, -0.5f })),
				request("POST", "/vectors/v", "{\"id\":\"\",\"embedding\":[0.0]}",
						(db) -> db.vectors("v").upsert("", new float[] { 0 })),
				request("POST", "/vectors/v/search", "{\"vector\":[0.25],\"k\":10}",
						(db) -> db.vectors("v").search(new float[] { 0.25f })),
				request("POST", "/vectors/v/search", "{\"vector\":[1.0,2.0],\"k\":5000}",
						(db) -> db.vectors("v").search(new float[] { 1, 2 }, 5000)));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void requestShouldBeAsTheProtocolSays(Face face, ExpectedRequest<MemoturnDatabase> expected) {
		wire.check(face, expected);
	}

	@ParameterizedTest
	@EnumSource
	void answersShouldBecomeValues(Face face) {
		VectorCollection vectors = wire.database(face).vectors("v");
		assertThat(vectors.name()).isEqualTo("v");
		wire.answer(200, "{\"txid\":7,\"more\":1}", "Memoturn-Txid: 8");
		assertThat(vectors.upsert("a", new float[] { 1 })).isEqualTo(new UpsertResult(8));
		wire.answer(200,
				"{\"hits\":[{\"id\":\"a\",\"distance\":0,\"more\":1},{\"id\":\"b\",\"distance\":1.5},"
						+ "{\"id\":\"zero\",\"distance\":1.7976931348623157e308},{\"id\":\"\",\"distance\":null}]}",
				"Memoturn-Txid: 9");
		assertThat(vectors.search(new float[] { 1 })).isEqualTo(new VectorSearchResult(List.of(new VectorHit("a", 0.0),
				new VectorHit("b", 1.5), new VectorHit("zero", Double.MAX_VALUE), new VectorHit("", null)), 9, false));
		wire.answer(200, "{\"hits\":[]}");
		assertThat(vectors.search(new float[] { 1 })).isEqualTo(new VectorSearchResult(List.of(), 0, false));
	}

	@SuppressWarnings("NullAway") // Callers without a checker pass null.
	static Stream<Arguments> badArguments() {
		float[] one = { 1 };
		return Stream.of(bad("collection", (db) -> db.vectors("").search(one)),
				bad("collection", (db) -> db.vectors("a.b").search(one)),
				bad("collection", (db) -> db.vectors("x".repeat(65)).upsert("a", one)),
				bad("id", (db) -> db.vectors("v").upsert(null, one)),
				bad("id", (db) -> db.vectors("v").upsert("\ud800", one)),
				bad("embedding", (db) -> db.vectors("v").upsert("a", null)),
				bad("embedding", (db) -> db.vectors("v").upsert("a", new float[0])),
				bad("embedding", (db) -> db.vectors("v").upsert("a", new float[65_537])),
				bad("embedding[1]", (db) -> db.vectors("v").upsert("a", new float[] { 1, Float.NaN })),
				bad("embedding[0]", (db) -> db.vectors("v").search(new float[] { Float.NEGATIVE_INFINITY })),
				bad("k ", (db) -> db.vectors("v").search(one, 0)));
	}

	@ParameterizedTest
	@MethodSource("badArguments")
	void badArgumentShouldBeNamed(String name, Consumer<MemoturnDatabase> call) {
		wire.checkRefused(name, call);
	}

}
