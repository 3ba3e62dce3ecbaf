package io.iocp.admin.cluster;

import io.iocp.admin.AdminApi;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The servers that share streams. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/cluster")
class ClusterController {

  private final ClusterDirectory directory;

  ClusterController(ClusterDirectory directory) {
    this.directory = directory;
  }

  /** Shows all servers of the cluster, and which streams are published at which. */
  @GetMapping
  ClusterView cluster() {
    return directory.cluster();
  }
}
