/** What both pages use is in the administration's module; a server has it beside the page's own files. */
import { register } from 'node:module';

const COMMON = new URL('../../../../admin-api/src/main/resources/META-INF/resources/assets/', import.meta.url);

const HOOKS = `
  export function resolve(specifier, context, next) {
    return specifier.startsWith('./common/') ? { url: new URL(specifier, '${COMMON}').href, shortCircuit: true } : next(specifier, context);
  }`;

register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);
