package io.iocp.file;

import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.util.concurrent.CompletableFuture;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of asking which files a server has: opened on an address for all files, it asks
 * for page after page and closes the session behind the last one. One handler asks once.
 */
public final class FileListing extends MessageHandler {

  private final ObjLongConsumer<String> files;
  private final CompletableFuture<String> end = new CompletableFuture<>();

  // Only accessed in the session's context.
  private @Nullable String last;

  /**
   * @param files hears name and size in bytes of each file, in order, on an I/O worker
   */
  public FileListing(ObjLongConsumer<String> files) {
    this.files = files;
  }

  /** Completes, normally always, with why there is no complete list; empty if there is. */
  public CompletableFuture<String> end() {
    return end.copy();
  }

  @Override
  public void onOpen(WsSession session) {
    ask(session);
  }

  private void ask(WsSession session) {
    if (!session.sendText(FileMessages.write(new FileMessage.ListFiles(last))).isAccepted()) {
      session.abort();
    }
  }

  @Override
  protected void onText(WsSession session, String text) {
    FileMessage message = FileMessages.read(text);
    if (message instanceof FileMessage.Listed listed) {
      last = listed.name();
      files.accept(listed.name(), listed.size());
    } else if (message instanceof FileMessage.EndOfList ended) {
      if (ended.more()) {
        ask(session);
      } else {
        end(session, "");
      }
    } else if (message instanceof FileMessage.Failed failed) {
      end(session, failed.failure().code() + ", " + failed.reason());
    }
  }

  private void end(WsSession session, String why) {
    end.complete(why);
    session.close(new WsClose(CloseCode.NORMAL, ""));
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    end.complete("closed with " + status.code() + " " + status.reason());
  }
}
