/**
 * Lets Node load `.tsx`: importing this file registers the step that turns JSX into JavaScript. Whoever starts the
 * portal, or tests a page, imports it first; what is loaded after it may be `.tsx`. Node itself strips the types of `.ts`.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { javaScriptOf } from '#ui/javascript-of.ts';

registerHooks({
  load: (url, context, nextLoad) => {
    if (!url.endsWith('.tsx')) return nextLoad(url, context);
    const path = fileURLToPath(url);
    return { format: 'module', source: javaScriptOf(path, readFileSync(path, 'utf8')), shortCircuit: true };
  },
});
