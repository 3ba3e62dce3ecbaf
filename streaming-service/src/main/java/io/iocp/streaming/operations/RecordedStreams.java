package io.iocp.streaming.operations;

import io.iocp.admin.recordings.RecorderView;
import io.iocp.admin.recordings.RecordingDirectory;
import io.iocp.admin.recordings.RecordingRefusedException;
import io.iocp.admin.recordings.RecordingView;
import io.iocp.admin.recordings.StorageView;
import io.iocp.streaming.recording.ClipRefused;
import io.iocp.streaming.recording.ClipResource;
import io.iocp.streaming.recording.RecorderSnapshot;
import io.iocp.streaming.recording.Recorders;
import io.iocp.streaming.recording.RecordingSnapshot;
import io.iocp.streaming.recording.StorageSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/** The recordings as the administration API sees them. */
final class RecordedStreams implements RecordingDirectory {

  private final Recorders recorders;

  RecordedStreams(Recorders recorders) {
    this.recorders = recorders;
  }

  @Override
  public List<RecordingView> recordings(
      @Nullable String stream, @Nullable Instant from, @Nullable Instant to) {
    return recorders.recordings().list(stream, from, to).stream()
        .map(RecordedStreams::view)
        .toList();
  }

  @Override
  public Optional<RecordingView> recording(String id) {
    return recorders.recordings().find(id).map(RecordedStreams::view);
  }

  private static RecordingView view(RecordingSnapshot recording) {
    return new RecordingView(
        recording.id(),
        recording.stream(),
        recording.start(),
        recording.end(),
        recording.bytes(),
        recording.segments(),
        recording.format(),
        recording.mimeType(),
        recording.widthPixels(),
        recording.heightPixels(),
        recording.running());
  }

  @Override
  public Optional<Resource> media(String id, @Nullable Instant from, @Nullable Instant to) {
    try {
      return recorders.recordings().clip(id, from, to).map(ClipResource::new);
    } catch (ClipRefused e) {
      throw new RecordingRefusedException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new RecordingRefusedException("the recording cannot be read: " + e);
    }
  }

  @Override
  public boolean delete(String id) {
    try {
      return switch (recorders.recordings().delete(id)) {
        case DELETED -> true;
        case ABSENT -> false;
        case RUNNING ->
            throw new RecordingRefusedException(
                "the recording is being written: stop it before it is deleted");
      };
    } catch (IOException e) {
      throw new RecordingRefusedException("the recording cannot be deleted: " + e);
    }
  }

  @Override
  public List<RecorderView> recorders() {
    return recorders.snapshots().stream().map(RecordedStreams::view).toList();
  }

  private static RecorderView view(RecorderSnapshot recorder) {
    return new RecorderView(
        recorder.stream(),
        RecorderView.RecorderState.valueOf(recorder.state().name()),
        recorder.recording(),
        recorder.failure(),
        recorder.waitingBytes());
  }

  @Override
  public boolean start(String stream) {
    return recorders.start(stream);
  }

  @Override
  public boolean stop(String stream) {
    return recorders.stop(stream);
  }

  @Override
  public StorageView storage() {
    StorageSnapshot storage = recorders.storage();
    return new StorageView(
        storage.directory().toString(),
        storage.recordings(),
        storage.bytes(),
        storage.usableBytes(),
        storage.totalBytes(),
        storage.problem());
  }
}
