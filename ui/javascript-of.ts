import { transformSync } from 'oxc-transform';

/**
 * Gives the JavaScript of a file in TypeScript, `.ts` or `.tsx`: its types taken away, JSX as calls of Hono's.
 *
 * @throws SyntaxError naming the file and the place
 */
export function javaScriptOf(path: string, text: string): string {
  const { code, errors } = transformSync(path, text, {
    lang: path.endsWith('x') ? 'tsx' : 'ts',
    jsx: { runtime: 'automatic', importSource: 'hono/jsx' },
    typescript: { onlyRemoveTypeImports: true },
  });
  const [error] = errors;
  if (error === undefined) return code;
  throw new SyntaxError(`${path}: ${error.message}\n${error.codeframe ?? ''}`);
}
