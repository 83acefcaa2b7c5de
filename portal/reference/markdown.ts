/**
 * Markdown from contracts, as HTML that is safe on our pages. Providers write it, everybody reads it: tags in it are text,
 * links lead to http(s) and mailto alone, pictures (which would call other addresses) are not shown.
 */
import markdownIt from 'markdown-it';
import { limits } from '#base/limits.ts';

const safeLink = /^(?:https?:\/\/|mailto:)/i;

function openParser(): ReturnType<typeof markdownIt> {
  const parser = markdownIt('default', { html: false, linkify: false, typographer: false, maxNesting: 20 });
  parser.disable(['image', 'html_block', 'html_inline']);
  parser.validateLink = (address) => safeLink.test(address.trim());
  // Whoever is linked to learns nothing of the page, and gets no hand on it.
  parser.core.ruler.push('foreign_links', (state) => {
    for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
      if (token.type === 'link_open') token.attrSet('rel', 'noopener noreferrer nofollow');
    }
  });
  // Column alignment is a style attribute, which the content security policy forbids.
  parser.core.ruler.push('plain_cells', (state) => {
    for (const token of state.tokens) if (token.tag === 'th' || token.tag === 'td') token.attrs = null;
  });
  // Headings of a description are below those of the page.
  parser.core.ruler.push('lower_headings', (state) => {
    for (const token of state.tokens) {
      if (/^h[1-4]$/.test(token.tag)) token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 3)}`;
    }
  });
  return parser;
}

const parser = openParser();

/** Gives `text` as HTML in blocks; what is longer than `limits.markdownLength` ends there. */
export function renderMarkdown(text: string): string {
  return parser.render(text.slice(0, limits.markdownLength));
}

/** Gives `text` as HTML without blocks, for the cell of a table. */
export function renderMarkdownLine(text: string): string {
  return parser.renderInline(text.slice(0, limits.markdownLength));
}
