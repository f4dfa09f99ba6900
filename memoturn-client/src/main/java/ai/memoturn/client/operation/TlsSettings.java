package ai.memoturn.client.operation;

import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust, and as whom to appear, on https connections. The name of the peer is
 * always checked.
 */
public final class TlsSettings {

	private final SSLContext context;

	private final @Nullable List<String> ciphers;

	private final @Nullable List<String> protocols;

	public TlsSettings(SSLContext context, @Nullable SSLParameters parameters) {
		this.context = context;
		this.ciphers = (parameters != null) ? listOrNull(parameters.getCipherSuites()) : null;
		this.protocols = (parameters != null) ? listOrNull(parameters.getProtocols()) : null;
	}

	private static @Nullable List<String> listOrNull(String @Nullable [] names) {
		return (names != null) ? List.of(names) : null;
	}

	SslContext nettyContext() {
		String[] protocols = (this.protocols != null) ? this.protocols.toArray(String[]::new) : null;
		return new JdkSslContext(this.context, true, this.ciphers, IdentityCipherSuiteFilter.INSTANCE,
				ApplicationProtocolConfig.DISABLED, ClientAuth.NONE, protocols, false);
	}

	// An SSLContext by itself checks the chain of certificates and no name.
	static void checkPeerName(SslHandler handler) {
		SSLEngine engine = handler.engine();
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		engine.setSSLParameters(parameters);
	}

}
