package ai.memoturn.boot.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import ai.memoturn.boot.scope.MemoryProfiles;
import ai.memoturn.boot.scope.MemoryScope;
import ai.memoturn.boot.scope.NoMemoryProfileException;
import ai.memoturn.boot.scope.RequestMemoryScopeFilter;
import ai.memoturn.client.memory.MemoryProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.DefaultMockMvcBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

import static ai.memoturn.boot.test.Fixtures.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AutoConfigureMemoturn} with a whole application and its users, whose
 * requests are served on threads of the server.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureMemoturn
class AutoConfigureMemoturnTests {

	@LocalServerPort
	private int port;

	@Autowired
	private WebApplicationContext context;

	@Autowired
	private MemoryProfiles profiles;

	@Autowired
	private MemoryProfile memory;

	@BeforeEach
	void learnBeforeTheTest() {
		this.profiles.of(MemoryScope.of("bob")).ingest(event("eats fish"));
	}

	@RepeatedTest(3)
	void everyUserShouldBeginAnew() throws Exception {
		assertThat(send("GET", "/diets", "alice")).isEqualTo("eats bread");
		assertThat(send("GET", "/diets", "bob")).isEqualTo("eats fish");
		send("POST", "/diet?diet=cake", "alice");
		send("POST", "/diet?diet=meat", "bob");
		assertThat(send("GET", "/diets", "alice")).isEqualTo("eats bread, eats cake");
		assertThat(send("GET", "/diets", "bob")).isEqualTo("eats fish, eats meat");
	}

	@Test
	@WithMemoryProfile("alice")
	void theProfileOfTheTestShouldStayFromRequestToRequest() throws Exception {
		DefaultMockMvcBuilder builder = MockMvcBuilders.webAppContextSetup(this.context)
			.addFilters(this.context.getBean(RequestMemoryScopeFilter.class));
		MockMvc mvc = builder.build();
		mvc.perform(MockMvcRequestBuilders.post("/diet?diet=cake"));
		assertThat(mvc.perform(MockMvcRequestBuilders.get("/diets")).andReturn().getResponse().getContentAsString())
			.isEqualTo("eats bread, eats cake");
		assertThat(this.memory.recall("cake").memories()).hasSize(1);
	}

	@Test
	void whenNobodyIsNamedThenNobodyIsMeant() {
		assertThatExceptionOfType(NoMemoryProfileException.class).isThrownBy(this.memory::profile);
	}

	private String send(String method, String path, String user) throws Exception {
		HttpResponse<String> answer = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
				.header("X-User", user)
				.method(method, BodyPublishers.noBody())
				.build(), BodyHandlers.ofString());
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	/**
	 * A context that no other class shares.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class Configuration {

		@Bean
		MemoryFixture alice() {
			return MemoryFixture.of("alice", event("eats bread"));
		}

	}

}
