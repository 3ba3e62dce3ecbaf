package io.iocp.admin.security;

import java.util.List;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * What of the management endpoints is whose.
 *
 * @param all all of them
 * @param open those that answer everybody
 * @param operatorOnly those that show more than a viewer may see
 * @param everything those that name streams and clients: for viewers who may know everything
 */
record ManagementRules(
    RequestMatcher all,
    List<RequestMatcher> open,
    RequestMatcher operatorOnly,
    RequestMatcher everything) {}
