package ai.memoturn.embedded.erasure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.memoturn.embedded.json.JsonReader;
import ai.memoturn.embedded.json.MalformedJsonException;
import ai.memoturn.embedded.json.WrongShapeException;
import ai.memoturn.embedded.memory.MemoryTarget;
import ai.memoturn.embedded.protocol.Section;
import ai.memoturn.embedded.store.ErasureRow;
import ai.memoturn.embedded.store.StoredStates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Receipts, verified by nothing but the public key and the document's rules: promise E2.
 */
class ReceiptTests {

	private static final String PAYLOAD = """
			{"claims":["café / \\"q\\" \\\\ \\n"],"completed_at":1700000000000,"db":"acme--alice",\
			"erasure_id":"ers_00112233aabbccdd","evidence":{"clean":true,"manifests_checked":1,"objects_listed":1,\
			"oldest_segment_min_txid":null,"oldest_snapshot_txid":7},"forget_txid":{"main":7},\
			"memory_ids":["mem_a","mem_b"],"target":{"topic_key":"user.address","type":"fact"},\
			"uuid":"0123456789abcdef0123456789abcdef"}""";

	private static ErasureRow erasure() {
		return new ErasureRow("ers_00112233aabbccdd", "acme--alice", "01234567-89ab-cdef-0123-456789abcdef", "main",
				"file", 1, "{\"topic_key\":\"user.address\",\"type\":\"fact\"}", "[\"mem_a\",\"mem_b\"]",
				1_700_000_000_000L, 1_700_086_400_000L, 7L, ErasureRow.Status.PENDING, null, null, null);
	}

	private static Receipt receipt() {
		return new Receipt(erasure(), 1_700_000_000_000L, new StoredStates(1, 1, 7L, null, 0),
				List.of("café / \"q\" \\ \n"));
	}

	@Test
	@Section({ "trust 5.6", "trust 5.7" })
	void theVectorOfTheDocumentShouldHold() throws GeneralSecurityException {
		assertThat(receipt().payload()).isEqualTo(PAYLOAD);
		byte[] message = Receipt.message(PAYLOAD);
		assertThat(message).hasSize(419);
		assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message)))
			.isEqualTo("8575abd33c3a4fa7b5650e289bc13f738735096c1726c29e4bb7791c4277e3d0");
		assertThat(receipt().text(ErasureNode.KEY)).isEqualTo("{\"payload\":" + PAYLOAD
				+ ",\"alg\":\"ed25519\",\"key_id\":\"21fe31dfa154a261\",\"sig\":\"+y/ARbwzqoCaGxKNghCK9Rv+KWBoQ80OIwWM9j6e+xy5bRRNAR6GEtsDKpCynxfWXkfxNP5Q21Wm3obLB+fqCg==\"}");
		assertThat(receipt().text(null)).isEqualTo("{\"payload\":" + PAYLOAD + ",\"alg\":\"none\"}");
	}

	/** Verify as the document says, without any class of the node but its reader. */
	private static boolean verifies(byte[] receipt) {
		try {
			return Boolean.TRUE.equals(JsonReader.readUnrepeated(receipt, (json) -> {
				String payload = null;
				Set<String> known = new HashSet<>();
				String alg = null;
				String sig = null;
				json.beginObject();
				for (String name = json.nextField(); name != null; name = json.nextField()) {
					known.add(name);
					switch (name) {
						case "payload" -> payload = json.canonical();
						case "alg" -> alg = json.string();
						case "sig" -> sig = json.string();
						case "key_id" -> {
							if (!"21fe31dfa154a261".equals(json.string())) {
								return false;
							}
						}
						default -> json.skip();
					}
				}
				return known.equals(Set.of("payload", "alg", "key_id", "sig")) && "ed25519".equals(alg)
						&& payload != null && sig != null && isSigned(payload, sig);
			}));
		}
		catch (MalformedJsonException | WrongShapeException ex) {
			return false;
		}
	}

	private static boolean isSigned(String payload, String sig) {
		try {
			byte[] bytes = Base64.getDecoder().decode(sig);
			Signature signature = Signature.getInstance("Ed25519");
			signature.initVerify(ErasureNode.KEY.publicKey());
			signature.update(("memoturn-erasure-receipt-v1\0" + payload).getBytes(StandardCharsets.UTF_8));
			// Base64 has several texts for the same bytes.
			return Base64.getEncoder().encodeToString(bytes).equals(sig) && bytes.length == 64
					&& signature.verify(bytes);
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			return false;
		}
	}

	@Test
	@Section({ "trust 5.6", "trust 5.7" })
	void whenAnyByteIsChangedThenTheReceiptDoesNotVerify(@TempDir Path directory) {
		String receipt;
		try (ErasureNode node = ErasureNode.open(directory)) {
			String id = node.ingest("main", ErasureNode.fact("home", "walnut street")).get(0);
			Coupon coupon = node.erase("main", id);
			node.erasures.complete();
			receipt = receipt(node.text(coupon));
		}
		assertThat(verifies(receipt.getBytes(StandardCharsets.UTF_8))).isTrue();
		List<String> accepted = new ArrayList<>();
		for (int at = 0; at < receipt.length(); at++) {
			for (char other : new char[] { (char) (receipt.charAt(at) ^ 1), (char) (receipt.charAt(at) ^ 32), '0' }) {
				String changed = receipt.substring(0, at) + other + receipt.substring(at + 1);
				if (other != receipt.charAt(at) && verifies(changed.getBytes(StandardCharsets.UTF_8))) {
					accepted.add(changed);
				}
			}
		}
		assertThat(accepted).isEmpty();
		assertThat(verifies(receipt.replace("\"ed25519\"", "\"none\"").getBytes(StandardCharsets.UTF_8))).isFalse();
	}

	private static String receipt(String coupon) {
		Matcher matcher = Pattern.compile("\"receipt\":(.*)}$").matcher(coupon);
		assertThat(matcher.find()).as(coupon).isTrue();
		return Objects.requireNonNull(matcher.group(1));
	}

	@Test
	@Section({ "trust 5.3", "trust 5.4", "trust 5.6" })
	void whenCompletedThenCouponAndReceiptSaySo(@TempDir Path directory) {
		try (ErasureNode node = ErasureNode.open(directory, Duration.ofSeconds(60), null)) {
			String id = node.ingest("main", ErasureNode.fact("home", "walnut street")).get(0);
			Coupon coupon = node.erase("main", id);
			node.clock.advance(59_999);
			assertThat(node.erasures.complete()).isZero();
			assertThat(node.now(coupon).status()).isEqualTo("pending");
			node.clock.advance(1);
			assertThat(node.erasures.complete()).isEqualTo(1);
			String uuid = node.database().uuid().replace("-", "");
			long now = node.clock.millis();
			assertThat(node.text(coupon))
				.startsWith("{\"id\":\"" + coupon.id() + "\",\"db\":\"acme--alice\",\"uuid\":\"" + uuid
						+ "\",\"target\":{\"memory_id\":\"" + id + "\"},\"memory_ids\":[\"" + id
						+ "\"],\"requested_at\":" + (now - 60_000) + ",\"grace_until\":" + now
						+ ",\"forget_txid\":{\"main\":2},\"status\":\"completed\",\"completed_at\":" + now
						+ ",\"receipt\":{\"payload\":{\"claims\":[\"")
				.endsWith("\"],\"completed_at\":" + now + ",\"db\":\"acme--alice\",\"erasure_id\":\"" + coupon.id()
						+ "\",\"evidence\":{\"clean\":true,\"manifests_checked\":1,\"objects_listed\":"
						+ objects(node.text(coupon))
						+ ",\"oldest_segment_min_txid\":2,\"oldest_snapshot_txid\":2},\"forget_txid\":{\"main\":2},\"memory_ids\":[\""
						+ id + "\"],\"target\":{\"memory_id\":\"" + id + "\"},\"uuid\":\"" + uuid
						+ "\"},\"alg\":\"none\"}}");
			assertThat(objects(node.text(coupon))).isGreaterThan(1);
			assertThat(node.erasures.complete()).isZero();
		}
	}

	private static int objects(@Nullable String coupon) {
		Matcher matcher = Pattern.compile("\"objects_listed\":([0-9]+)").matcher(String.valueOf(coupon));
		return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
	}

	@Test
	@Section("trust 5.6")
	void whenNothingWasRemovedThenTheReceiptHasAnEmptyList(@TempDir Path directory) {
		try (ErasureNode node = ErasureNode.open(directory)) {
			node.ingest("main", ErasureNode.fact("home", "walnut street"));
			Coupon coupon = node.erasures.request(ErasureNode.on("main"),
					new MemoryTarget(null, null, null, "none", false));
			assertThat(node.erasures.complete()).isEqualTo(1);
			assertThat(node.text(coupon)).containsOnlyOnce("\"memory_ids\":[]");
		}
	}

}
