package io.iocp.websocket.spring;

import io.iocp.job.Job;
import io.iocp.job.JobQueue;
import io.iocp.job.SubmitOutcome;
import io.iocp.websocket.HandshakeDecider;
import io.iocp.websocket.HandshakeDecision;
import io.iocp.websocket.HandshakePeer;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.HandshakeInterceptorChain;

/** Runs Spring's interceptors and its handshake handler, which may block, on a thread that may. */
final class SpringHandshake implements HandshakeDecider {

  private static final Logger logger = LoggerFactory.getLogger(SpringHandshake.class);

  private final WebSocketHandler handler;
  private final List<HandshakeInterceptor> interceptors;
  private final HandshakeHandler handshakeHandler;
  private final Supplier<JobQueue> jobs;
  private final HandlerContext context;

  SpringHandshake(
      WebSocketHandler handler,
      List<HandshakeInterceptor> interceptors,
      HandshakeHandler handshakeHandler,
      Supplier<JobQueue> jobs,
      HandlerContext context) {
    this.handler = handler;
    this.interceptors = List.copyOf(interceptors);
    this.handshakeHandler = handshakeHandler;
    this.jobs = jobs;
    this.context = context;
  }

  @Override
  public void decide(
      HandshakeRequest request, HandshakePeer peer, Consumer<HandshakeDecision> answer) {
    Job job =
        Job.of(
                "handshake " + request.path(),
                context.around(peer.user(), () -> answer.accept(decide(request, peer))))
            .ownedBy(peer.connectionId());
    if (jobs.get().submit(job) != SubmitOutcome.ACCEPTED) {
      answer.accept(refuse(503, "the server is overloaded"));
    }
  }

  private HandshakeDecision decide(HandshakeRequest asked, HandshakePeer peer) {
    TransportHttpRequest request;
    try {
      request = new TransportHttpRequest(asked, peer);
    } catch (IllegalArgumentException e) {
      return refuse(400, "malformed request target");
    }
    TransportHttpResponse response = new TransportHttpResponse();
    try {
      shakeHands(request, response);
      TransportHttpRequest.Upgrade upgrade = request.upgrade();
      return upgrade == null
          ? new HandshakeDecision.Refuse(response.failure())
          : new HandshakeDecision.Accept(
              upgrade.subprotocol(), response.fields(), upgrade.session());
    } catch (Exception e) {
      logger.error("Handshake for {} failed", asked.path(), e);
      return refuse(500, "handshake failed");
    }
  }

  private void shakeHands(TransportHttpRequest request, TransportHttpResponse response)
      throws Exception {
    HandshakeInterceptorChain chain = new HandshakeInterceptorChain(interceptors, handler);
    Map<String, Object> attributes = new HashMap<>();
    if (!chain.applyBeforeHandshake(request, response, attributes)) {
      return;
    }
    @Nullable Exception failure = null;
    try {
      handshakeHandler.doHandshake(request, response, handler, attributes);
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      chain.applyAfterHandshake(request, response, failure);
    }
  }

  private static HandshakeDecision refuse(int status, String reason) {
    return new HandshakeDecision.Refuse(new HandshakeFailure(status, reason));
  }
}
