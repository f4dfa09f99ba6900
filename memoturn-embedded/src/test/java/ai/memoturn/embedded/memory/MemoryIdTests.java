package ai.memoturn.embedded.memory;

import ai.memoturn.embedded.protocol.Section;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The worked ids of memory.md 5, 6 and the ids of its examples.
 */
class MemoryIdTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			fact        | user.diet  | {"diet":"vegetarian"}      | mem_6b71bce8b8f80e570dc5c4b37b5dd782
			fact        | user.theme | {"v":"dark"}               | mem_5758fd9d59dc40b7225a7ebf08fa0f22
			instruction | user.theme | {"v":"dark"}               | mem_d5372f95a2588acf8fa3db22885e8965
			fact        |            | {"v":"dark"}               | mem_7c30e6f87d9b126f57171c7dc2c9f3dd
			fact        | ``         | {"v":"dark"}               | mem_7c30e6f87d9b126f57171c7dc2c9f3dd
			event       |            | {"v":"dark"}               | mem_2bd70facb56b3a47a7e17fd4a6c8e025
			event       |            | null                       | mem_006e7494200d7e4085a06be94574bda6
			event       |            | "hi"                       | mem_e4501ce19578307885bf6dd356212011
			task        |            | {}                         | mem_693d25b4c0b65deb35e7349addebf65a
			event       |            | {"n":1}                    | mem_e57aceb4918264b75af25d2505e581ca
			event       |            | {"n":1.0}                  | mem_79c8c7c5ebae669c2e06756d16a1b409
			event       |            | {"n":100000.0}             | mem_1c34a0c02a841ca70a2a0a1f1a7bd24e
			event       |            | {"n":1e+21}                | mem_7ff757d6e8257b37f3a4d0005442bd1d
			event       |            | {"n":1e-7}                 | mem_7183893141543649a0f0e1c76045e0c7
			event       |            | {"n":18446744073709551615} | mem_876257cf74b6f3dbc874e7020c3d88b0
			event       |            | {"n":-0.0}                 | mem_a0c683fdb4a2c965494512b6f4f633f1
			event       |            | {"n":1e-6}                 | mem_4696dcdfc5ee7976cab59fdf6fbca33c
			event       |            | {"n":1e+16}                | mem_c15197945255abd26ea197ff0012fdc2
			event       |            | {"n":5e-324}               | mem_1bf3d30a84f96d6c4daa65af57ff29b3
			event       |            | {"n":0.9452706955539223}   | mem_6b9ae90a48005cf61c9552734895b85e
			event       |            | {"n":0.9452706955539224}   | mem_70c38ed7ac0219d0116598d8e0ac9a4e
			""")
	@Section({ "memory 5", "memory 14" })
	void idsAreThoseOfTheProtocol(String type, String topicKey, String content, String id) {
		assertThat(MemoryId.of(type, topicKey, content)).isEqualTo(id);
	}

}
