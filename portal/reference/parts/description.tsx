import { raw } from 'hono/html';
import { renderMarkdown, renderMarkdownLine } from '#portal/reference/markdown.ts';

/** A description as its provider wrote it in Markdown: blocks of their own. `renderMarkdown` has made it safe. */
export const Description = ({ text }: { readonly text: string }) =>
  text === '' ? null : <div class="prose">{raw(renderMarkdown(text))}</div>;

/** The same inside a line or a cell. */
export const DescriptionLine = ({ text }: { readonly text: string }) =>
  text === '' ? null : <span class="prose">{raw(renderMarkdownLine(text))}</span>;
